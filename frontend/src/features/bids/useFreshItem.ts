import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Item } from "~/api/types";
import { usePast } from "~/live/clock";
import { isOpen, useLiveItem } from "~/live/hooks";

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
  // by the clock it is over, even where nobody has said so yet
  return over && item.status === "live" ? { ...item, status: "ended" } : item;
}
