import { describe, expect, it, vi } from "vitest";
import type { Item, Stand } from "~/api/types";
import { withLivePrice, onLivePrice, put, livePriceOf } from "~/live/livePrices";

const stand = (price: number, second: number): Stand => ({
  id: 7, price, minimumBid: price + 100, bidCount: 1, endTime: "2026-11-24T00:00:00Z", status: "live",
  serverTime: `2026-11-23T12:00:0${second}Z`,
});

describe("what is known of an auction", () => {
  it("is the newest one, by whichever way it came", () => {
    put(stand(2_000, 5));
    put(stand(1_000, 3));
    expect(livePriceOf(7)?.price).toBe(2_000);
  });

  it("is published only when something moved", () => {
    const heard = vi.fn();
    onLivePrice(7, heard);
    put(stand(2_000, 6));
    expect(heard).not.toHaveBeenCalled();
    put(stand(3_000, 7));
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it("does not overrule an item that was requested later", () => {
    const item = { ...stand(4_000, 9), name: "later" } as unknown as Item;
    expect(withLivePrice(item, stand(3_000, 7)).price).toBe(4_000);
    expect(withLivePrice({ ...item, serverTime: stand(0, 1).serverTime }, stand(3_000, 7)).price).toBe(3_000);
  });
});
