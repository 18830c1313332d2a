import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, asked } from "~/api/client";
import type { Item } from "~/api/types";
import { serverSaid } from "~/live/clock";
import { put } from "~/live/stands";

export const SORTS = ["newest", "endingSoon", "mostBids", "priceAsc", "priceDesc"] as const;
export const STATES = ["live", "ended", "all"] as const;

export type Wanted = {
  keyword?: string;
  sort: (typeof SORTS)[number];
  status: (typeof STATES)[number];
  minPrice?: number;
  maxPrice?: number;
  seller?: string;
};

/** What the server said of an item just now, for all who show it. */
export function noted<T extends Item>(item: T): T {
  serverSaid(item.serverTime);
  put(item);
  return item;
}

export function listOf(wanted: Wanted, limit = 24) {
  return infiniteQueryOptions({
    queryKey: ["items", wanted, limit],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...wanted, limit, cursor: pageParam };
      const page = await asked(api.GET("/api/items", { params: { query }, signal }));
      page.items.forEach(noted);
      return page;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // coming back to a long list finds it as it was left; its prices move by themselves
    staleTime: 5 * 60_000,
  });
}

export function itemOf(id: number) {
  return queryOptions({
    queryKey: ["item", id],
    queryFn: async ({ signal }) =>
      noted(await asked(api.GET("/api/items/{itemId}", { params: { path: { itemId: id } }, signal }))),
    // closed by a job once a minute: ask until it is
    refetchInterval: ({ state }) => (state.data?.status === "ended" ? 4_000 : false),
  });
}
