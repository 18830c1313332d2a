import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import type { Item, MyBid } from "~/api/types";
import { cacheItem } from "~/live/items";

const PAGE = 50;

export function bidLogQuery(itemId: number) {
  return infiniteQueryOptions({
    queryKey: ["log", itemId],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/items/{itemId}/bids", {
          params: { path: { itemId }, query: { limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export const MY_BIDS = infiniteQueryOptions({
  queryKey: ["mine", "bids"],
  queryFn: async ({ pageParam, signal }) => {
    const page = await unwrap(api.GET("/api/me/bids", { params: { query: { limit: PAGE, cursor: pageParam } }, signal }));
    page.entries.forEach(({ item }) => cacheItem(item));
    return { entries: page.entries, nextCursor: page.nextCursor };
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export function myBidQuery(itemId: number) {
  return queryOptions({
    queryKey: ["mine", "bid", itemId],
    queryFn: async ({ signal }) => {
      const { entries } = await unwrap(api.GET("/api/me/bids", { params: { query: { itemId } }, signal }));
      return entries[0] ?? null;
    },
  });
}

/** The viewer's own bid on this item, if they have placed one. */
export function useMyBid({ id, viewer }: Item): MyBid | undefined {
  const { data } = useQuery({ ...myBidQuery(id), enabled: Boolean(viewer) && !viewer?.isSeller });
  return data ?? undefined;
}
