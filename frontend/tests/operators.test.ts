import { describe, expect, it } from "vitest";
import { consequenceOf } from "~/features/operators/consequence";
import { byDay, placeOf } from "~/features/operators/trailDays";

describe("what a decision does with the money", () => {
  const order = { total: 23_500, fee: 1_000 };

  it("divides what was paid between buyer, seller and the fee", () => {
    expect(consequenceOf(order, "refund", 0)).toEqual({ key: "refund", refund: 23_500, payout: 0 });
    expect(consequenceOf(order, "part", 5_000)).toEqual({ key: "part", refund: 5_000, payout: 17_500 });
    expect(consequenceOf(order, "complete", 5_000)).toEqual({ key: "complete", refund: 0, payout: 22_500 });
  });

  it("names for a return both what is refunded and what is paid out if nothing comes back", () => {
    expect(consequenceOf(order, "return", 0)).toEqual({ key: "return", refund: 23_500, payout: 22_500 });
  });

  it("never pays out less than nothing", () => {
    expect(consequenceOf(order, "part", 23_000)).toEqual({ key: "part", refund: 23_000, payout: 0 });
  });
});

describe("the trail", () => {
  it("is shown by day, in its own order", () => {
    const events = [{ at: "2026-11-27T03:00:00Z" }, { at: "2026-11-27T01:00:00Z" }, { at: "2026-11-26T01:00:00Z" }];
    expect(byDay(events, (moment) => moment.slice(0, 10)).map(({ day, events: own }) => [day, own.length])).toEqual([["2026-11-27", 2], ["2026-11-26", 1]]);
  });

  it("leads to the order that an event is about", () => {
    expect([placeOf("order:7"), placeOf("payout:7"), placeOf("user:order:7")]).toEqual(["/console/orders/7", undefined, undefined]);
  });
});
