import { useInfiniteQuery } from "@tanstack/react-query";
import { MY_BIDS } from "~/features/bids/queries";
import { MY_ITEMS } from "~/features/history/queries";
import { toDo } from "./toDo";

/** My bids and listings as far as they are loaded, and what of them waits for me. */
export function useMine() {
  const bids = useInfiniteQuery(MY_BIDS);
  const items = useInfiniteQuery(MY_ITEMS);
  const allBids = bids.data?.pages.flatMap(({ entries }) => entries) ?? [];
  const allItems = items.data?.pages.flatMap(({ entries }) => entries) ?? [];
  const waiting = toDo(allBids, allItems);
  const ids = new Set([...waiting.bids.map(({ item }) => item.id), ...waiting.items.map(({ id }) => id)]);
  return { bids, items, allBids, allItems, waiting, waits: (item: { id: number }) => ids.has(item.id) };
}
