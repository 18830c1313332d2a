import type { Item, Stand } from "~/api/types";

/** The newest state of each auction, whether from an event or an answer. */
const stands = new Map<number, Stand>();
const listeners = new Map<number, Set<() => void>>();
const everywhere = new Set<(stand: Stand, before: Stand | undefined) => void>();

/** Keep a state unless a newer one is known. */
export function put(stand: Stand): void {
  const before = stands.get(stand.id);
  if (before && older(stand, before)) return;
  stands.set(stand.id, stand);
  if (before && same(before, stand)) return;
  for (const listener of listeners.get(stand.id) ?? []) listener();
  for (const listener of everywhere) listener(stand, before);
}

function older(a: { serverTime: string }, b: { serverTime: string }): boolean {
  return Date.parse(a.serverTime) < Date.parse(b.serverTime);
}

function same(a: Stand, b: Stand): boolean {
  return (
    a.price === b.price && a.minimumBid === b.minimumBid && a.bidCount === b.bidCount && a.endTime === b.endTime &&
    a.status === b.status
  );
}

export function livePriceOf(id: number): Stand | undefined {
  return stands.get(id);
}

/** The item with its newest live state. */
export function withLivePrice<T extends Item>(item: T, stand: Stand | undefined): T {
  if (!stand || older(stand, item)) return item;
  const { price, minimumBid, bidCount, endTime, status } = stand;
  return { ...item, price, minimumBid, bidCount, endTime, status };
}

export function onLivePrice(id: number, listener: () => void): () => void {
  const own = listeners.get(id) ?? new Set();
  listeners.set(id, own.add(listener));
  return () => own.delete(listener);
}

export function onAnyLivePrice(listener: (stand: Stand, before: Stand | undefined) => void): () => void {
  everywhere.add(listener);
  return () => everywhere.delete(listener);
}
