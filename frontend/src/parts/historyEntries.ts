import { useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { newKey } from "~/api/idempotency";
import { type Place, navigate, useDestination, useLocation } from "~/router/place";

/** Dialogs as entries of the browser's history: an entry's state lists the keys of the dialogs that are open there.
 * Entries follow at once, before anything is drawn, so that Back finds them right. */
type State = { dialogs?: string[] } | null;

const open = new Set<string>();
const listeners = new Set<() => void>();
let closings = 0;

export function dialogsOf(state: unknown): string[] {
  return (state as State)?.dialogs ?? [];
}

/** How many of the topmost dialogs of an entry are closed, so that the entry should be left. */
export function closedOnTop(dialogs: string[], isOpen: (key: string) => boolean): number {
  return dialogs.length - (dialogs.findLastIndex(isOpen) + 1);
}

/** Give an open dialog a history entry; `onClose` is called when it is left. Returns whether the dialog is the top one. */
export function useHistoryEntry(opened: boolean, onClose: () => void): boolean {
  const location = useLocation();
  const key = useRef("");
  useLayoutEffect(() => {
    if (!opened) return;
    const own = newKey();
    key.current = own;
    open.add(own);
    push(location, own);
    return () => close(own);
    // one entry for each opening, whatever else changes meanwhile
  }, [opened]);
  const dialogs = dialogsOf(location.state);
  useLeft(opened, dialogs.includes(key.current), onClose);
  return dialogs.at(-1) === key.current;
}

function push({ pathname, search, hash, state }: Place, key: string): void {
  const dialogs = [...dialogsOf(state), key];
  void navigate(pathname + search + hash, { state: { ...(state as State), dialogs }, preventScrollReset: true });
}

/** Call `onClose` once the entry is no longer the current one, nor below it. */
function useLeft(opened: boolean, there: boolean, onClose: () => void): void {
  const was = useRef(false);
  useLayoutEffect(() => {
    if (opened && was.current && !there) onClose();
    was.current = opened && there;
  });
}

function close(key: string): void {
  open.delete(key);
  closings += 1;
  for (const listener of listeners) listener();
}

/** Leave the entries of dialogs that were closed by a button, or that a reload has closed. */
export function useLeaveClosed(): void {
  const location = useLocation();
  const idle = useDestination() === undefined;
  const seen = useSyncExternalStore(subscribe, () => closings);
  const leaving = useRef("");
  useLayoutEffect(() => {
    if (!idle) return;
    // a moment later, when a navigation of the same event has changed the entry
    const timer = setTimeout(() => {
      const closed = closedOnTop(dialogsOf(history.state?.usr), (key) => open.has(key));
      if (!closed || leaving.current === location.key) return;
      leaving.current = location.key;
      void navigate(-closed);
    });
    return () => clearTimeout(timer);
  }, [location, seen, idle]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
