import type { NamedConsole } from "~/text/operators";
import type { AdminOrder, Outcome } from "./types";

/** What a decision does with the money (won): a sentence (`console.will.<key>`), what the buyer gets back, what the seller is paid. */
export type Consequence = { key: NamedConsole<"will">; refund: number; payout: number };

/** `amount` is what goes back where the outcome is `part`. */
export function consequenceOf({ total, fee }: Pick<AdminOrder, "total" | "fee">, outcome: Outcome, amount: number): Consequence {
  const refund = { refund: total, return: total, part: Math.min(amount, total), complete: 0 }[outcome];
  const kept = outcome === "part" ? total - refund : total;
  return { key: outcome, refund, payout: outcome === "refund" ? 0 : Math.max(0, kept - fee) };
}
