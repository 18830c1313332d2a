import type { Order } from "~/api/types";

type Part = Pick<Order, "state" | "total" | "fee" | "dispute" | "events">;

/** What goes back to the buyer and what the seller is paid out (won). */
export function amountsOf(order: Part): { refund: number; payout: number } {
  const refund = refundOf(order);
  const ends = order.state === "cancelled" || order.state === "refunded";
  return { refund, payout: ends ? 0 : Math.max(0, order.total - refund - (order.fee ?? 0)) };
}

function refundOf({ state, total, dispute, events }: Part): number {
  if (state === "refunded") return total;
  const decided = events.find(({ act }) => act === "decide-part");
  if (decided) return Number(decided.data.amount);
  const accepted = state === "completed" && events.some(({ act }) => act === "accept");
  return accepted ? (dispute?.amount ?? 0) : 0;
}
