import type { Item } from "~/api/types";

/** Offers one, two and five steps up. The step is what the server's smallest bid shows; before the first bid, about a
 * tenth of the start price in round won. The smallest bid itself always comes from the server. */
export function quickSteps({ price, minimumBid, bidCount }: Pick<Item, "price" | "minimumBid" | "bidCount">): number[] {
  const step = bidCount && minimumBid > price ? minimumBid - price : tenth(price);
  return [0, 1, 4].map((more) => minimumBid + more * step);
}

function tenth(price: number): number {
  return Math.max(100, 10 ** Math.floor(Math.log10(Math.max(price, 1)) - 1) * (leads(price) >= 5 ? 5 : 1));
}

function leads(price: number): number {
  return Number(String(price)[0]);
}
