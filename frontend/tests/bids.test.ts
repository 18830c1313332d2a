import { describe, expect, it } from "vitest";
import type { LogEntry } from "~/api/types";
import { quickSteps } from "~/features/bids/quickSteps";
import { stairs } from "~/features/bids/stairs";

describe("the quick amounts", () => {
  it("are one, two and five of the server's own steps above the price", () => {
    expect(quickSteps({ price: 10_000, minimumBid: 11_000, bidCount: 3 })).toEqual([11_000, 12_000, 15_000]);
  });

  it("begin with the start price where nobody has bid", () => {
    expect(quickSteps({ price: 10_000, minimumBid: 10_000, bidCount: 0 })).toEqual([10_000, 11_000, 14_000]);
    expect(quickSteps({ price: 1, minimumBid: 1, bidCount: 0 })).toEqual([1, 101, 401]);
  });

  it("never lie under what the server takes, and rise", () => {
    for (let price = 1; price < 20_000_000; price = Math.ceil(price * 1.7)) {
      const [first, second, third] = quickSteps({ price, minimumBid: price, bidCount: 0 }) as [number, number, number];
      expect(first).toBe(price);
      expect(second).toBeGreaterThan(first);
      expect(third).toBeGreaterThan(second);
    }
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
