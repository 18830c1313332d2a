import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { cacheItem } from "~/live/items";

const PAGE = 48;

export const WATCHED = infiniteQueryOptions({
  queryKey: ["watching"],
  queryFn: async ({ pageParam, signal }) => {
    const page = await unwrap(api.GET("/api/me/watching", { params: { query: { limit: PAGE, cursor: pageParam } }, signal }));
    page.items.forEach(cacheItem);
    return page;
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  staleTime: 0,
});
