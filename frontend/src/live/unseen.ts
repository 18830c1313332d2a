import { useSyncExternalStore } from "react";
import { onSession, signedIn } from "~/api/session";

/** A notification as the stream announces it. */
export type News = { id: number; kind: string; itemId: number | null };

let count = 0;
const listeners = new Set<() => void>();
const readers = new Set<(newest: News) => void>();
let newest = 0;

/** Keep how many notifications are unseen, and say which is new since the last event. */
export function heardUnseen(event: { unseenCount: number; newest: News | null }): void {
  if (event.newest && event.newest.id > newest) {
    newest = event.newest.id;
    for (const reader of readers) reader(event.newest);
  }
  if (event.unseenCount === count) return;
  count = event.unseenCount;
  for (const listener of listeners) listener();
}

/** The id of the newest notification that the stream has announced. */
export function newestNews(): number {
  return newest;
}

/** Call the listener with each new notification, the newest one first. */
export function onNews(reader: (newest: News) => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How many of my notifications I have not seen, on any device. */
export function useUnseenCount(): number {
  return useSyncExternalStore(subscribe, () => count);
}

onSession(() => {
  if (signedIn()) return;
  newest = 0;
  heardUnseen({ unseenCount: 0, newest: null });
});
