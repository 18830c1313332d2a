import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { cacheItem } from "~/live/items";

const PAGE = 50;

export const MY_ITEMS = infiniteQueryOptions({
  queryKey: ["mine", "items"],
  queryFn: async ({ pageParam, signal }) => {
    const { items, nextCursor } = await unwrap(api.GET("/api/me/items", { params: { query: { limit: PAGE, cursor: pageParam } }, signal }));
    return { entries: items.map(cacheItem), nextCursor };
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export function salesQuery(role: "buyer" | "seller") {
  return infiniteQueryOptions({
    queryKey: ["mine", "sales", role],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/history", { params: { query: { limit: PAGE, cursor: pageParam, role } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}
