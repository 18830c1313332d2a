import { useSyncExternalStore } from "react";
import { api, unwrap } from "~/api/client";
import { onSession, signedIn } from "~/api/session";
import type { Item } from "~/api/types";

/** What the viewer chose since an item was read; it shows before the server has answered. */
const chosen = new Map<number, boolean>();
const sending = new Set<number>();
const listeners = new Set<() => void>();
const LATER = "ssgbay.watchAfterSignIn";

/** Whether the viewer watches the item, and how many do. */
export function useWatching(item: Item): { watching: boolean; count: number } {
  const choice = useSyncExternalStore(subscribe, () => chosen.get(item.id));
  const known = item.viewer?.isWatching ?? false;
  const watching = choice ?? known;
  return { watching, count: item.watchCount + Number(watching) - Number(known) };
}

/** Watch an item, or watch it no longer. Pressing on while a request is out sends only the last choice after it. */
export async function setWatching(id: number, watching: boolean): Promise<void> {
  choose(id, watching);
  if (sending.has(id)) return;
  sending.add(id);
  try {
    let sent: boolean | undefined;
    while (sent !== chosen.get(id)) {
      sent = chosen.get(id);
      const call = { params: { path: { itemId: id } } };
      await unwrap(sent ? api.PUT("/api/items/{itemId}/watch", call) : api.DELETE("/api/items/{itemId}/watch", call));
    }
  } catch (error) {
    choose(id, undefined);
    throw error;
  } finally {
    sending.delete(id);
  }
}

/** Watch this item after the sign-in that follows. */
export function watchAfterSignIn(id: number): void {
  sessionStorage.setItem(LATER, String(id));
}

onSession(() => {
  chosen.clear();
  const id = Number(sessionStorage.getItem(LATER));
  if (!signedIn() || !id) return tell();
  sessionStorage.removeItem(LATER);
  // an own auction cannot be watched, and one may be gone: it was one press of a button
  void setWatching(id, true).catch(() => undefined);
});

function choose(id: number, watching: boolean | undefined): void {
  if (watching === undefined) chosen.delete(id);
  else chosen.set(id, watching);
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
