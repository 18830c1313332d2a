import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import type { Item } from "~/api/types";
import { setServerTime } from "~/connection/clock";
import { put } from "./livePrices";

/** Cache an item from a new answer, for every component that shows it. */
export function cacheItem<T extends Item>(item: T): T {
  setServerTime(item.serverTime);
  put(item);
  return item;
}

export function itemQuery(id: number) {
  return queryOptions({
    queryKey: ["item", id],
    queryFn: async ({ signal }) =>
      cacheItem(await unwrap(api.GET("/api/items/{itemId}", { params: { path: { itemId: id } }, signal }))),
    // the closing job runs once a minute: fetch until it is closed
    refetchInterval: ({ state }) => (state.data?.status === "ended" ? 4_000 : false),
  });
}
