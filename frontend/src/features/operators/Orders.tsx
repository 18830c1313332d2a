import { useInfiniteQuery } from "@tanstack/react-query";
import { List } from "./List";
import { OrderLine } from "./OrderLine";
import { ordersQuery } from "./queries";
import type { View } from "./types";

/** The orders that wait for an operator, the earliest limit first. */
export function Orders({ view }: { view: View }) {
  const list = useInfiniteQuery(ordersQuery(view));
  return <List list={list} name={view} rows={list.data?.pages.flatMap((page) => page.orders).map((order) => <OrderLine key={order.id} order={order} />)} />;
}
