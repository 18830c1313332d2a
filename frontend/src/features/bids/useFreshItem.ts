import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Item } from "~/api/types";
import { usePast } from "~/connection/clock";
import { isOpen, useLiveItem, useStale } from "~/live/hooks";

/** The current item. Events are anonymous, so the viewer's standing and the log are fetched when the item changes. */
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
    void queries.invalidateQueries({ queryKey: ["mine", "bid", item.id] });
  }, [sight, item.id, queries]);
  useAskWhileStale(item.id);
  // by the clock it is over, even before an event says so
  return over && item.status === "live" ? { ...item, status: "ended" } : item;
}

const EVERY = 8_000;

/** Poll where no events arrive (a proxy without support for them, too many open tabs). */
function useAskWhileStale(id: number): void {
  const queries = useQueryClient();
  const stale = useStale();
  useEffect(() => {
    if (!stale) return;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: ["item", id] }), EVERY);
    return () => clearInterval(timer);
  }, [stale, id, queries]);
}
