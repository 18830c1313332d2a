import { queryOptions } from "@tanstack/react-query";
import { api, asked } from "~/api/client";
import { noted } from "~/features/items/queries";

const MANY = { limit: 100 };

export const MY_ITEMS = queryOptions({
  queryKey: ["mine", "items"],
  queryFn: async ({ signal }) => {
    const { items } = await asked(api.GET("/api/me/items", { params: { query: MANY }, signal }));
    return items.map(noted);
  },
});

export function salesAs(role: "buyer" | "seller") {
  return queryOptions({
    queryKey: ["mine", "sales", role],
    queryFn: async ({ signal }) => {
      const { entries } = await asked(api.GET("/api/history", { params: { query: { ...MANY, role } }, signal }));
      return entries;
    },
  });
}
