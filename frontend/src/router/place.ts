import { useMemo, useSyncExternalStore } from "react";
import { newKey } from "~/api/idempotency";

/** Where the page is: an entry of the browser's history, with what the page keeps in it and a key of its own. */
export type Place = { pathname: string; search: string; hash: string; state: unknown; key: string; keepsScroll?: boolean };
export type Way = { replace?: boolean; state?: unknown; preventScrollReset?: boolean };
type Entry = { usr: unknown; key: string; idx: number; keepsScroll?: boolean } | null;

const listeners = new Set<() => void>();
let preparing: (pathname: string) => Promise<void> | undefined = () => undefined;
let going: URL | undefined;

if (!entry()?.key) history.replaceState({ usr: null, key: newKey(), idx: 0 } satisfies Entry, "");
let here = placeNow();

/** `prepare` is called before each change of the address; what it returns is waited for while the old page stays. */
export function prepareWith(prepare: typeof preparing): void {
  preparing = prepare;
}

/** Go to an address of this site, or some entries back. Resolves when the page is there. */
export async function navigate(to: string | number, { replace = false, state = null, preventScrollReset }: Way = {}): Promise<void> {
  if (typeof to === "number") return history.go(to);
  const target = new URL(to, location.origin);
  await arrive(target, () => {
    const idx = (entry()?.idx ?? 0) + (replace ? 0 : 1);
    const fresh: Entry = { usr: state, key: newKey(), idx, ...(preventScrollReset && { keepsScroll: true }) };
    history[replace ? "replaceState" : "pushState"](fresh, "", target);
  });
}

addEventListener("popstate", () => {
  void arrive(new URL(location.href), () => undefined);
});

/** Wait for the parts of a page and show it, unless the reader has gone elsewhere meanwhile. */
async function arrive(target: URL, enter: () => void): Promise<void> {
  going = target;
  const parts = preparing(target.pathname);
  if (parts) {
    notify();
    await parts;
  }
  if (going !== target) return;
  going = undefined;
  enter();
  here = placeNow();
  notify();
}

function entry(): Entry {
  return history.state as Entry;
}

function placeNow(): Place {
  const { pathname, search, hash } = location;
  return { pathname, search, hash, state: entry()?.usr ?? null, key: entry()?.key ?? "", keepsScroll: entry()?.keepsScroll };
}

function notify(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The place that is shown. */
export function useLocation(): Place {
  return useSyncExternalStore(subscribe, () => here);
}

/** The address that the reader is going to while its parts are loaded. */
export function destination(): string | undefined {
  return going && going.pathname + going.search;
}

export function useDestination(): string | undefined {
  return useSyncExternalStore(subscribe, destination);
}

/** The parameters of the address, and a function that changes them. */
export function useSearchParams(): [URLSearchParams, typeof setSearchParams] {
  const { search } = useLocation();
  return [useMemo(() => new URLSearchParams(search), [search]), setSearchParams];
}

/** Changes the parameters of the address that is shown. */
function setSearchParams(next: (before: URLSearchParams) => URLSearchParams, way?: Way): void {
  void navigate(`${location.pathname}?${next(new URLSearchParams(location.search))}`.replace(/\?$/, ""), way);
}
