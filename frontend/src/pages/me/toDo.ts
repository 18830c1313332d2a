import type { Item, MyBid } from "~/api/types";
import { say, situationOf } from "~/live/situation";

const BIDS = ["outbid", "outbidTie", "leadingUnmet"];
const LISTINGS = ["sellerNoBids", "sellerNotMet", "sellerUnsold"];

export type ToDo = { bids: MyBid[]; items: Item[] };

/** What waits for me: auctions to bid again in, earliest end first, and unsold items that were not relisted. */
export function toDo(bids: MyBid[], items: Item[]): ToDo {
  const relisted = new Set(items.map(({ relistOf }) => relistOf));
  return {
    bids: bids.filter((bid) => BIDS.includes(say(situationOf(bid.item, bid)).key)).sort(soonest),
    items: items.filter((item) => LISTINGS.includes(say(situationOf(item)).key) && !relisted.has(item.id)),
  };
}

/** Earliest end first. */
export function soonest(a: MyBid, b: MyBid): number {
  return Date.parse(a.item.endTime) - Date.parse(b.item.endTime);
}
