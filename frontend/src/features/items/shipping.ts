import type { Item } from "~/api/types";

type Options = Item["shipping"];
export type Kind = Options[number]["kind"];
/** The fee (won) of each way to receive the item that is offered; null while the field is empty, which makes it free. */
export type Shipping = Partial<Record<Kind, number | null>>;

export const KINDS: Kind[] = ["parcel", "store", "meet"];
export const MOST_FEE = 100_000;
/** What a new listing begins with. */
export const USUAL: Shipping = { parcel: 4_000, meet: 0 };

/** The options as the API takes them. */
export function optionsOf(shipping: Shipping): Options {
  return KINDS.filter((kind) => kind in shipping).map((kind) => ({ kind, fee: shipping[kind] ?? 0 }));
}

export function shippingOf(options: Options): Shipping {
  return Object.fromEntries(options.map(({ kind, fee }) => [kind, fee]));
}

/** The shipping of a stored draft, as far as this release can read it. */
export function readShipping(kept: unknown): Shipping {
  if (typeof kept !== "object" || !kept) return USUAL;
  const found = kept as Record<string, unknown>;
  const readable = KINDS.filter((kind) => found[kind] === null || Number.isSafeInteger(found[kind]));
  return Object.fromEntries(readable.map((kind) => [kind, found[kind] as number | null]));
}
