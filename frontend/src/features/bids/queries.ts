import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
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

export const MY_BIDS = queryOptions({
  queryKey: ["mine", "bids"],
  queryFn: async ({ signal }) => {
    const page = await unwrap(api.GET("/api/me/bids", { params: { query: { limit: 100 } }, signal }));
    page.entries.forEach(({ item }) => cacheItem(item));
    return page.entries;
  },
});
