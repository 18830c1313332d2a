import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, asked } from "~/api/client";
import { noted } from "~/features/items/queries";

const PAGE = 50;

export function logOf(itemId: number) {
  return infiniteQueryOptions({
    queryKey: ["log", itemId],
    queryFn: ({ pageParam, signal }) =>
      asked(
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
    const page = await asked(api.GET("/api/me/bids", { params: { query: { limit: 100 } }, signal }));
    page.entries.forEach(({ item }) => noted(item));
    return page.entries;
  },
});
