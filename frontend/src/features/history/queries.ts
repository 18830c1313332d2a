import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { cacheItem } from "~/live/items";

const MANY = { limit: 100 };

export const MY_ITEMS = queryOptions({
  queryKey: ["mine", "items"],
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(api.GET("/api/me/items", { params: { query: MANY }, signal }));
    return items.map(cacheItem);
  },
});

export function salesQuery(role: "buyer" | "seller") {
  return queryOptions({
    queryKey: ["mine", "sales", role],
    queryFn: async ({ signal }) => {
      const { entries } = await unwrap(api.GET("/api/history", { params: { query: { ...MANY, role } }, signal }));
      return entries;
    },
  });
}
