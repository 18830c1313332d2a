import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { ko } from "~/text/ko";
import { cacheItem } from "~/live/items";

export type Sort = keyof typeof ko.sort;
// in the order in which they are shown
export const SORTS = Object.keys(ko.sort) as Sort[];
export const STATES = ["live", "ended", "all"] as const;

export type ItemFilters = {
  keyword?: string;
  sort: Sort;
  status: (typeof STATES)[number];
  minPrice?: number;
  maxPrice?: number;
  seller?: string;
};

export function itemsQuery(wanted: ItemFilters, limit = 24) {
  return infiniteQueryOptions({
    queryKey: ["items", wanted, limit],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...wanted, limit, cursor: pageParam };
      const page = await unwrap(api.GET("/api/items", { params: { query }, signal }));
      page.items.forEach(cacheItem);
      return page;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // returning to a long list shows it as it was; its prices are updated live
    staleTime: 5 * 60_000,
  });
}
