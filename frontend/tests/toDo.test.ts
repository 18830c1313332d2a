import { describe, expect, it } from "vitest";
import type { Item, MyBid } from "~/api/types";
import { toDo } from "~/pages/me/toDo";

const item = (id: number, part: Partial<Item> = {}) =>
  ({
    id, status: "live", price: 10_000, minimumBid: 11_000, bidCount: 1, reserveMet: null, buyNowPrice: null, winner: null, relistOf: null,
    startTime: "2026-11-23T12:00:00Z", endTime: `2026-11-24T12:00:0${id}Z`, serverTime: "2026-11-23T13:00:00Z", ...part,
  }) as Item;
const viewer = (isLeading: boolean, isSeller = false) => ({ isSeller, isLeading, isWatching: false, maxAmount: null });
const bid = (on: Item, myAmount: number): MyBid => ({ item: on, myAmount, standing: "outbid", removed: null });

describe("what waits for me", () => {
  it("is to bid again where I was outbid or lead under the reserve, earliest end first", () => {
    const outbid = bid(item(3, { viewer: viewer(false) }), 9_000);
    const underReserve = bid(item(2, { viewer: viewer(true), reserveMet: false }), 10_000);
    const leading = bid(item(1, { viewer: viewer(true) }), 10_000);
    const withdrawn = bid(item(4, { viewer: viewer(false) }), 0);
    expect(toDo([outbid, underReserve, leading, withdrawn], []).bids).toEqual([underReserve, outbid]);
  });

  it("is to relist what did not sell, once", () => {
    const unsold = item(5, { status: "unsold", bidCount: 0, viewer: viewer(false, true) });
    const relisted = item(6, { status: "unsold", viewer: viewer(false, true) });
    const again = item(7, { relistOf: 6, viewer: viewer(false, true) });
    const cancelled = item(8, { status: "cancelled", viewer: viewer(false, true) });
    expect(toDo([], [again, cancelled, relisted, unsold]).items).toEqual([unsold]);
  });
});
