import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Item } from "~/api/types";
import { usePast } from "~/connection/clock";
import { isOpen, useLiveItem, useStale } from "~/live/hooks";
import { phaseOf } from "~/live/situation";

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
  // by the clock it is over, even before an event says so
  const fresh: Item = over && item.status === "live" ? { ...item, status: "ended" } : item;
  // no events arrive: a proxy without support for them, or too many open tabs
  useAsking(item.id, 8_000, useStale());
  // it is over, and no answer has said yet who has won
  useAsking(item.id, 1_000, phaseOf(fresh) === "ended");
  return fresh;
}

/** Read the item again every `pause` milliseconds while `asking`. */
function useAsking(id: number, pause: number, asking: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!asking) return;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: ["item", id] }), pause);
    return () => clearInterval(timer);
  }, [asking, pause, id, queries]);
}
