import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Item } from "~/api/types";
import { usePast } from "~/connection/clock";
import { isOpen, useLiveItem, useStale } from "~/live/hooks";

/** The item as it stands. Events are anonymous: whether I lead, and what was bid, is asked for when something moved. */
export function useFreshItem(given: Item): Item {
  const queries = useQueryClient();
  const item = useLiveItem(given);
  const over = usePast(item.endTime, isOpen(item));
  const sight = `${item.bidCount} ${item.price} ${item.status} ${over}`;
  const seen = useRef(sight);
  useEffect(() => {
    if (seen.current === sight) return;
    seen.current = sight;
    void queries.invalidateQueries({ queryKey: ["item", item.id] });
    void queries.invalidateQueries({ queryKey: ["log", item.id] });
  }, [sight, item.id, queries]);
  useAskWhileStale(item.id);
  // by the clock it is over, even where nobody has said so yet
  return over && item.status === "live" ? { ...item, status: "ended" } : item;
}

const EVERY = 8_000;

/** Where no events come (a proxy that knows none, too many open tabs), asking now and then must do. */
function useAskWhileStale(id: number): void {
  const queries = useQueryClient();
  const stale = useStale();
  useEffect(() => {
    if (!stale) return;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: ["item", id] }), EVERY);
    return () => clearInterval(timer);
  }, [stale, id, queries]);
}
