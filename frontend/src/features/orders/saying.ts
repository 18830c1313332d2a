import type { Order } from "~/api/types";
import type { Tone } from "~/live/situation";
import type { NamedOrder } from "~/text/orders";

export type Act = Order["next"][number];
/** An act with a form of its own. */
export type SheetAct = Exclude<Act, NoSheet>;
type Key = NamedOrder<"say">;
/** The part of an order that decides what is said of it. */
export type Stand = Pick<Order, "state" | "role" | "reason" | "cancelRequested" | "next" | "sentBackAt"> & {
  delivery: Pick<NonNullable<Order["delivery"]>, "kind"> | null;
  payment: Pick<NonNullable<Order["payment"]>, "state"> | null;
  payout: Pick<NonNullable<Order["payout"]>, "state"> | null;
};
/** A sentence (`order.say.<key>` in the texts), the act that carries the order on, and the other acts that are possible. */
export type Saying = { key: Key; tone: Tone; main: SheetAct | "choose" | "pay" | null; others: SheetAct[] };

/** What is said of an order to its buyer or seller, and what they can do now: the one place that decides it. */
export function say(order: Stand): Saying {
  const key = SENTENCES[order.state][order.role](order);
  const main = (MAIN[key] ?? []).find((act) => order.next.includes(act)) ?? null;
  const others = order.next.filter((act): act is SheetAct => act !== main && !NO_SHEET.some((one) => one === act));
  return { key, tone: TONES[key] ?? "calm", main, others };
}

/** One form chooses the delivery and pays, another lists the item again; the clock and operators do the others. */
const NO_SHEET = ["choose", "pay", "relist", "open", "lapse", "decide-refund", "decide-return", "decide-part", "decide-complete"] as const;
type NoSheet = (typeof NO_SHEET)[number];

const SENTENCES: Record<Order["state"], Record<Order["role"], (order: Stand) => Key>> = {
  awaiting: { buyer: whilePaying, seller: ({ cancelRequested }) => (cancelRequested ? "payCancelRequest" : "payWaits") },
  paid: {
    buyer: ({ cancelRequested, delivery }) => (cancelRequested ? "paidCancelling" : isMeeting(delivery) ? "paidMeet" : "paid"),
    seller: ({ cancelRequested, delivery }) => (cancelRequested ? "shipCancelRequest" : isMeeting(delivery) ? "shipMeet" : "ship"),
  },
  shipped: { buyer: ({ delivery }) => (isMeeting(delivery) ? "confirmMeet" : "confirm"), seller: () => "confirmWaits" },
  disputed: { buyer: () => "disputeWaits", seller: () => "answer" },
  returning: {
    buyer: ({ sentBackAt }) => (sentBackAt ? "sentBack" : "sendBack"),
    seller: ({ sentBackAt }) => (sentBackAt ? "receiveBack" : "backWaits"),
  },
  completed: { buyer: () => "done", seller: ({ payout }) => PAYOUTS[payout?.state ?? "due"] },
  cancelled: {
    buyer: ({ reason }) => (reason === "unpaid" ? "unpaid" : reason === "seller" ? "cancelled" : "agreed"),
    seller: ({ reason }) => (reason === "unpaid" ? "unpaidSeller" : reason === "seller" ? "cancelledOwn" : "agreed"),
  },
  refunded: { buyer: () => "refunded", seller: () => "refundedSeller" },
};

const PAYOUTS: Record<NonNullable<Order["payout"]>["state"], Key> = { due: "settling", sent: "settlingSent", paid: "settled", failed: "settlingFailed" };

function whilePaying({ payment, cancelRequested }: Stand): Key {
  if (payment?.state === "confirming") return "payChecking";
  if (cancelRequested) return "payCancelling";
  return payment?.state === "failed" ? "payAgain" : "pay";
}

function isMeeting(delivery: Stand["delivery"]): boolean {
  return delivery?.kind === "meet";
}

const PAYING: ("choose" | "pay")[] = ["choose", "pay"];
const MAIN: Partial<Record<Key, (SheetAct | "choose" | "pay")[]>> = {
  pay: PAYING, payAgain: PAYING, payCancelling: PAYING, payCancelRequest: ["agree-to-cancel"], ship: ["ship"], shipMeet: ["ship"],
  shipCancelRequest: ["agree-to-cancel"], confirm: ["confirm"], confirmMeet: ["confirm"], answer: ["accept"], sendBack: ["send-back"],
  receiveBack: ["received-back"], unpaidSeller: ["offer"],
};

const TONES: Partial<Record<Key, Tone>> = {
  pay: "wait", payAgain: "bad", payChecking: "wait", payCancelling: "wait", payWaits: "wait", payCancelRequest: "bad", paid: "good", paidMeet: "good",
  paidCancelling: "wait", ship: "wait", shipMeet: "wait", shipCancelRequest: "bad", confirm: "wait", confirmMeet: "wait", confirmWaits: "wait",
  disputeWaits: "bad", answer: "bad", sendBack: "wait", sentBack: "wait", backWaits: "wait", receiveBack: "wait", done: "good", settling: "good", settlingSent: "good", settled: "good", settlingFailed: "bad",
  unpaid: "bad", unpaidSeller: "bad",
};

/** Whether an order waits for its reader: something must be done, and something bad or nothing happens otherwise. */
export function isWaiting(order: Stand): boolean {
  return say(order).main !== null && order.state !== "cancelled";
}

/** The name of an act's texts: for the same act, buyer and seller, shipping and handing over are named differently. */
export function wordsOf(act: SheetAct, { role, delivery }: Pick<Stand, "role" | "delivery">): SheetAct | "cancelSeller" | "shipMeet" | "sendBackMeet" {
  if (act === "cancel" && role === "seller") return "cancelSeller";
  if (!isMeeting(delivery)) return act;
  return act === "ship" ? "shipMeet" : act === "send-back" ? "sendBackMeet" : act;
}
