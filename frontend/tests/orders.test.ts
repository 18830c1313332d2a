import { describe, expect, it } from "vitest";
import { amountsOf } from "~/features/orders/amounts";
import { written } from "~/features/orders/phone";
import { type Act, type Stand, isWaiting, say, wordsOf } from "~/features/orders/saying";
import { stepsOf } from "~/features/orders/steps";
import { en } from "~/text/orders/en";
import { ko } from "~/text/orders/ko";

const STATES: Stand["state"][] = ["awaiting", "paid", "shipped", "disputed", "returning", "completed", "cancelled", "refunded"];
const REASONS: Stand["reason"][] = [null, "unpaid", "seller", "agreed", "unshipped", "dispute", "operator"];
const PAYMENTS = [null, "started", "confirming", "confirmed", "failed", "surplus"] as const;
const BEFORE: Stand = { state: "awaiting", role: "buyer", reason: null, cancelRequested: false, next: [], sentBackAt: null, delivery: null, payment: null, payout: null };
const stand = (part: Partial<Stand>): Stand => ({ ...BEFORE, ...part });

const CELLS: Stand[] = STATES.flatMap((state) =>
  (["buyer", "seller"] as const).flatMap((role) =>
    REASONS.flatMap((reason) =>
      PAYMENTS.flatMap((payment) =>
        (["parcel", "meet"] as const).flatMap((kind) =>
          [false, true].flatMap((requested) =>
            [null, "2026-11-27T03:00:00Z"].map((sentBackAt) =>
              stand({ state, role, reason, cancelRequested: requested, sentBackAt, delivery: { kind }, payment: payment && { state: payment } }),
            ),
          ),
        ),
      ),
    ),
  ),
);

const PAID_OUT: Stand[] = (["due", "sent", "paid", "failed"] as const).map((state) => stand({ state: "completed", role: "seller", payout: { state } }));

// state, role: the sentence by parcel | in person | by parcel with a cancellation requested | sent back
const TABLE: Record<string, string> = {
  "awaiting buyer": "pay | pay | payCancelling | pay",
  "awaiting seller": "payWaits | payWaits | payCancelRequest | payWaits",
  "paid buyer": "paid | paidMeet | paidCancelling | paid",
  "paid seller": "ship | shipMeet | shipCancelRequest | ship",
  "shipped buyer": "confirm | confirmMeet | confirm | confirm",
  "shipped seller": "confirmWaits | confirmWaits | confirmWaits | confirmWaits",
  "disputed buyer": "disputeWaits | disputeWaits | disputeWaits | disputeWaits",
  "disputed seller": "answer | answer | answer | answer",
  "returning buyer": "sendBack | sendBack | sendBack | sentBack",
  "returning seller": "backWaits | backWaits | backWaits | receiveBack",
  "completed buyer": "done | done | done | done",
  "completed seller": "settling | settling | settling | settling",
  "refunded buyer": "refunded | refunded | refunded | refunded",
  "refunded seller": "refundedSeller | refundedSeller | refundedSeller | refundedSeller",
};

describe("what is said of an order", () => {
  it("is one sentence for each state and side", () => {
    for (const [cell, row] of Object.entries(TABLE)) {
      const [state, role] = cell.split(" ") as [Stand["state"], Stand["role"]];
      const parts: Partial<Stand>[] = [{}, { delivery: { kind: "meet" } }, { cancelRequested: true }, { sentBackAt: "2026-11-27T03:00:00Z" }];
      expect([cell, parts.map((part) => say(stand({ state, role, delivery: { kind: "parcel" }, ...part })).key).join(" | ")]).toEqual([cell, row]);
    }
  });

  it("follows the payout once the order is completed", () => {
    expect(PAID_OUT.map((cell) => say(cell).key)).toEqual(["settling", "settlingSent", "settled", "settlingFailed"]);
  });

  it("follows the payment while the order awaits one", () => {
    const key = (state: NonNullable<(typeof PAYMENTS)[number]>) => say(stand({ payment: { state } })).key;
    expect(["started", "confirming", "failed"].map((state) => key(state as "started"))).toEqual(["pay", "payChecking", "payAgain"]);
  });

  it("says whose doing a cancellation was", () => {
    const keys = (role: Stand["role"]) => (["unpaid", "seller", "agreed"] as const).map((reason) => say(stand({ state: "cancelled", role, reason })).key);
    expect(keys("buyer")).toEqual(["unpaid", "cancelled", "agreed"]);
    expect(keys("seller")).toEqual(["unpaidSeller", "cancelledOwn", "agreed"]);
  });

  it("has words in both languages, and every word has a cell", () => {
    const keys = [...new Set([...CELLS, ...PAID_OUT].map((cell) => say(cell).key))].sort();
    expect(Object.keys(ko.order.say).sort()).toEqual(keys);
    expect(Object.keys(en.order.say).sort()).toEqual(keys);
  });
});

describe("what can be done", () => {
  const acts = (state: Stand["state"], role: Stand["role"], next: Act[], part: Partial<Stand> = {}) => {
    const { main, others } = say(stand({ state, role, next, ...part }));
    return [main, ...others];
  };

  it("is one main act, the one that carries the order on, and others beside it", () => {
    expect(acts("awaiting", "buyer", ["choose", "cancel"])).toEqual(["choose", "cancel"]);
    expect(acts("awaiting", "buyer", ["choose", "pay", "cancel"])).toEqual(["choose", "cancel"]);
    expect(acts("awaiting", "seller", ["extend", "cancel"])).toEqual([null, "extend", "cancel"]);
    expect(acts("awaiting", "seller", ["extend", "cancel", "agree-to-cancel"], { cancelRequested: true })).toEqual(["agree-to-cancel", "extend", "cancel"]);
    expect(acts("paid", "buyer", ["cancel"])).toEqual([null, "cancel"]);
    expect(acts("paid", "seller", ["give-back", "ship"])).toEqual(["ship", "give-back"]);
    expect(acts("shipped", "buyer", ["arrived", "confirm", "dispute"])).toEqual(["confirm", "arrived", "dispute"]);
    expect(acts("disputed", "buyer", ["withdraw"])).toEqual([null, "withdraw"]);
    expect(acts("disputed", "seller", ["accept"])).toEqual(["accept"]);
    expect(acts("returning", "buyer", ["send-back"])).toEqual(["send-back"]);
    expect(acts("returning", "seller", ["received-back"], { sentBackAt: "2026-11-27T03:00:00Z" })).toEqual(["received-back"]);
    expect(acts("cancelled", "seller", ["offer"], { reason: "unpaid" })).toEqual(["offer"]);
  });

  it("is only what the server allows now", () => {
    for (const cell of CELLS) expect([cell, say(cell).main, say(cell).others]).toEqual([cell, null, []]);
  });

  it("waits for its reader, apart from what is over", () => {
    expect(isWaiting(stand({ next: ["choose", "cancel"] }))).toBe(true);
    expect(isWaiting(stand({ role: "seller", next: ["extend", "cancel"] }))).toBe(false);
    expect(isWaiting(stand({ state: "cancelled", role: "seller", reason: "unpaid", next: ["offer"] }))).toBe(false);
  });

  it("has words of its own for the seller's cancellation and for a meeting", () => {
    expect(wordsOf("cancel", stand({ role: "seller" }))).toBe("cancelSeller");
    expect(wordsOf("cancel", stand({}))).toBe("cancel");
    expect(wordsOf("ship", stand({ delivery: { kind: "meet" } }))).toBe("shipMeet");
    expect(wordsOf("send-back", stand({ delivery: { kind: "meet" } }))).toBe("sendBackMeet");
    expect(wordsOf("ship", stand({ delivery: { kind: "parcel" } }))).toBe("ship");
  });
});

describe("the amounts of an order", () => {
  const dispute = { reason: "broken", text: "", wants: "part", amount: 10_000 } as const;
  const order = { state: "completed", total: 34_000, fee: 300, dispute: null, events: [] } as Parameters<typeof amountsOf>[0];
  const accepted = { act: "accept" } as (typeof order.events)[number];

  it("are paid out less the fee and what was given back of it", () => {
    expect(amountsOf(order)).toEqual({ refund: 0, payout: 33_700 });
    expect(amountsOf({ ...order, dispute, events: [accepted] })).toEqual({ refund: 10_000, payout: 23_700 });
    expect(amountsOf({ ...order, dispute })).toEqual({ refund: 0, payout: 33_700 });
    const decided = { ...accepted, act: "decide-part" as const, data: { amount: 4_000, reason: "A scratch" } };
    expect(amountsOf({ ...order, dispute, events: [decided] })).toEqual({ refund: 4_000, payout: 29_700 });
  });

  it("go back where the order does not come about", () => {
    expect(amountsOf({ ...order, state: "refunded" })).toEqual({ refund: 34_000, payout: 0 });
    expect(amountsOf({ ...order, state: "cancelled" })).toEqual({ refund: 0, payout: 0 });
  });
});

describe("the steps of an order", () => {
  const [paidAt, shippedAt, endedAt] = ["2026-11-24T03:00:00Z", "2026-11-25T03:00:00Z", "2026-11-27T03:00:00Z"];
  const steps = (part: Partial<Parameters<typeof stepsOf>[0]>) =>
    stepsOf({ state: "awaiting", paidAt: null, shippedAt: null, endedAt: null, payout: null, ...part }).map(({ is }) => is).join(" ");

  it("are payment, shipping, confirmation and payout", () => {
    expect(steps({})).toBe("now next next next");
    expect(steps({ state: "paid", paidAt })).toBe("done now next next");
    expect(steps({ state: "shipped", paidAt, shippedAt })).toBe("done done now next");
    expect(steps({ state: "completed", paidAt, shippedAt, endedAt })).toBe("done done done now");
    const payout = { amount: 20_000, state: "paid" as const, paidAt };
    expect(steps({ state: "completed", paidAt, shippedAt, endedAt, payout })).toBe("done done done done");
  });

  it("end where the order ends without a sale", () => {
    expect(steps({ state: "cancelled", endedAt })).toBe("off off off off");
    expect(steps({ state: "refunded", paidAt, shippedAt, endedAt })).toBe("done done off off");
  });
});

describe("a phone number", () => {
  it.each([["01012345678", "010-1234-5678"], ["0212345678", "02-1234-5678"], ["0311234567", "031-123-4567"], ["15881234", "15881234"]])(
    "of %s is written as %s",
    (digits, shown) => expect(written(digits)).toBe(shown),
  );
});
