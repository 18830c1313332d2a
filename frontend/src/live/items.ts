import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import type { Item } from "~/api/types";
import { setServerTime } from "~/connection/clock";
import { put } from "./livePrices";

/** Keep what the server said of an item just now, for every component that shows it. */
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
    // closed by a job once a minute: ask until it is
    refetchInterval: ({ state }) => (state.data?.status === "ended" ? 4_000 : false),
  });
}
