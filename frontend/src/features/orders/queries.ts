import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { newKey } from "~/api/idempotency";
import { Problem } from "~/api/problem";
import type { Order } from "~/api/types";
import { now } from "~/connection/clock";
import { cacheItem } from "~/live/items";
import { isWaiting } from "./saying";

export type Role = Order["role"];
const PAGE = 50;
const SOON = 3_000;
const LATER = 30_000;

function cached(order: Order): Order {
  cacheItem(order.item);
  return order;
}

export function orderQuery(id: number) {
  return queryOptions({
    queryKey: ["order", id],
    queryFn: async ({ signal }) => cached(await unwrap(api.GET("/api/orders/{orderId}", { params: { path: { orderId: id } }, signal }))),
    // the other side acts too, and the clock; a payment is decided within seconds
    refetchInterval: ({ state: { data } }) => data && (data.endedAt ? false : isSettling(data) ? SOON : LATER),
  });
}

/** Whether the server decides about it at this moment: a payment, or what follows a limit that has passed. */
function isSettling({ payment, dueAt }: Order): boolean {
  return payment?.state === "confirming" || (dueAt !== null && Date.parse(dueAt) <= now());
}

/** The orders in which I am the buyer, or the seller, newest first; `open`: those that have not ended. */
export function ordersQuery(role: Role, state?: "open") {
  return infiniteQueryOptions({
    queryKey: ["orders", role, state],
    queryFn: async ({ pageParam, signal }) => {
      const page = await unwrap(api.GET("/api/orders", { params: { query: { role, state, limit: PAGE, cursor: pageParam } }, signal }));
      page.orders.forEach(cached);
      return page;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** Those of my orders that wait for me, the earliest limit first. */
export function useOwed(): { owed: Order[]; isPending: boolean } {
  const bought = useInfiniteQuery(ordersQuery("buyer", "open"));
  const sold = useInfiniteQuery(ordersQuery("seller", "open"));
  const orders = [bought, sold].flatMap(({ data }) => data?.pages.flatMap((page) => page.orders) ?? []);
  const owed = orders.filter(isWaiting).sort((a, b) => (a.dueAt ?? "").localeCompare(b.dueAt ?? ""));
  return { owed, isPending: bought.isPending || sold.isPending };
}

/** My newest order of an auction; null until there is one, which takes a moment after its end, or for ever without payments. */
export function orderOfItemQuery(item: number) {
  return queryOptions({
    queryKey: ["order", "of", item],
    queryFn: async ({ signal }) => {
      const { orders, payments } = await unwrap(api.GET("/api/orders", { params: { query: { item } }, signal }));
      return { order: orders[0] ?? null, payments };
    },
    refetchInterval: ({ state: { data } }) => (data?.order === null && data.payments ? SOON : false),
  });
}

/** A mutation of an order, whose answer is the order after it; after a conflict (409) the order is read again. */
export function useOrderChange<In>({ id }: Pick<Order, "id">, change: (given: In, key: string) => Promise<Order>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given: In) => change(given, newKey()),
    onSuccess: (order) => {
      queries.setQueryData(orderQuery(id).queryKey, order);
      void queries.invalidateQueries({ queryKey: ["orders"] });
    },
    onError: (error) => {
      if (error instanceof Problem && error.status === 409) void queries.invalidateQueries({ queryKey: ["order", id] });
    },
  });
}
