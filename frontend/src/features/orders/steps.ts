import type { Order } from "~/api/types";
import type { NamedOrder } from "~/text/orders";

export type Step = { name: NamedOrder<"step">; at: string | null; is: NamedOrder<"stepIs"> };
type Stand = Pick<Order, "state" | "paidAt" | "shippedAt" | "endedAt" | "payout">;

/** The way of an order from payment to payout, with the moments (RFC 3339) of what was done. */
export function stepsOf({ state, paidAt, shippedAt, endedAt, payout }: Stand): Step[] {
  const completed = state === "completed";
  const moments = { pay: paidAt, ship: shippedAt, confirm: completed ? endedAt : null, payout: payout?.paidAt ?? null };
  const names = Object.keys(moments) as (keyof typeof moments)[];
  const current = names.find((name) => moments[name] === null);
  const goesOn = completed || endedAt === null;
  return names.map((name) => ({
    name, at: moments[name], is: moments[name] !== null ? "done" : !goesOn ? "off" : name === current ? "now" : "next",
  }));
}
