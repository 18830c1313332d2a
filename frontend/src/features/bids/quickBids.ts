import type { Item } from "~/api/types";

export type QuickBid = { steps: number; amount: number };

/** Quick amounts and how many increments over the price each is. They come from the server; after an event moved the
 * price, only the smallest bid is known until the item is read again. */
export function quickBids({ nextBids, minimumBid, bidCount }: Pick<Item, "nextBids" | "minimumBid" | "bidCount">): QuickBid[] {
  const bids = nextBids[0] === minimumBid ? nextBids : minimumBid === null ? [] : [minimumBid];
  // nobody has bid the start price: it is no step over itself
  const places = bidCount ? [0, 1, 4] : [0, 1, 2];
  return places.flatMap((place) => {
    const amount = bids[place];
    return amount === undefined ? [] : [{ steps: bidCount ? place + 1 : place, amount }];
  });
}
