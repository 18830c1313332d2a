import { describe, expect, it } from "vitest";
import type { LogEntry } from "~/api/types";
import { quickBids } from "~/features/bids/quickBids";
import { stairs } from "~/features/bids/stairs";

describe("the quick amounts", () => {
  const nextBids = [11_000, 12_000, 13_000, 14_000, 15_000];

  it("are one, two and five of the server's increments over the price", () => {
    expect(quickBids({ nextBids, minimumBid: 11_000, bidCount: 3 })).toEqual([
      { steps: 1, amount: 11_000 }, { steps: 2, amount: 12_000 }, { steps: 5, amount: 15_000 },
    ]);
  });

  it("begin with the start price where nobody has bid, which is no step", () => {
    expect(quickBids({ nextBids: [9_000, 9_500, 10_000, 11_000, 12_000], minimumBid: 9_000, bidCount: 0 })).toEqual([
      { steps: 0, amount: 9_000 }, { steps: 1, amount: 9_500 }, { steps: 2, amount: 10_000 },
    ]);
  });

  it("are the smallest bid alone while the page has not read the others after an event", () => {
    expect(quickBids({ nextBids, minimumBid: 31_000, bidCount: 4 })).toEqual([{ steps: 1, amount: 31_000 }]);
  });

  it("are as many as there are at the top", () => {
    const top = [999_999_900_000, 1_000_000_000_000];
    expect(quickBids({ nextBids: top, minimumBid: top[0]!, bidCount: 9 }).map(({ amount }) => amount)).toEqual(top);
  });
});

describe("the stairs of the chart", () => {
  const entry = (id: number, price: number, minute: number) =>
    ({ id, price, createdAt: `2026-11-23T12:0${minute}:00Z` }) as LogEntry;

  it("lead from the start price to the last one, and end now", () => {
    const until = Date.parse("2026-11-23T12:04:00Z");
    const { points, line } = stairs(1_000, [entry(2, 3_000, 2), entry(1, 2_000, 0)], until, 108, 58);
    expect(points.map(({ x, y }) => [x, y])).toEqual([[8, 29], [54, 8]]);
    expect(line).toBe("M8 50H8V29H54V8H100");
  });

  it("go down where a bid was taken back", () => {
    const { points } = stairs(1_000, [entry(2, 1_000, 2), entry(1, 2_000, 0)], Date.parse("2026-11-23T12:02:00Z"), 100, 100);
    expect(points[1]!.y).toBeGreaterThan(points[0]!.y);
  });
});
