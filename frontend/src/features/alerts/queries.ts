import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { cacheItem } from "~/live/items";

const PAGE = 50;

export const NOTIFICATIONS = infiniteQueryOptions({
  queryKey: ["notifications"],
  queryFn: async ({ pageParam, signal }) => {
    const page = await unwrap(api.GET("/api/me/notifications", { params: { query: { limit: PAGE, cursor: pageParam } }, signal }));
    for (const { item } of page.notifications) if (item) cacheItem(item);
    return page;
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const PREFERENCES = queryOptions({
  queryKey: ["preferences"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/me/preferences", { signal })),
});
