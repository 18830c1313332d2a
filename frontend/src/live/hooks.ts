import { type RefObject, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Item } from "~/api/types";
import { isLive, onLive, watch } from "./stream";
import { withLivePrice, onLivePrice, livePriceOf } from "./livePrices";

/** The current item; it is followed while `following`. */
export function useLiveItem<T extends Item>(item: T, following = true): T {
  const stand = useSyncExternalStore(
    (listener) => onLivePrice(item.id, listener),
    () => livePriceOf(item.id),
  );
  useWatch(item.id, following && isOpen(item));
  return useMemo(() => withLivePrice(item, stand), [item, stand]);
}

export function useWatch(id: number, following: boolean): void {
  useEffect(() => (following ? watch(id) : undefined), [id, following]);
}

/** Whether the item can still change. */
export function isOpen(item: Item): boolean {
  return item.status === "live" || item.status === "scheduled" || item.status === "ended";
}

/** Whether events are arriving; false only after a moment, since opening another stream takes one. */
export function useStale(grace = 3_000): boolean {
  const live = useSyncExternalStore(onLive, isLive);
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (live) return;
    const timer = setTimeout(() => setLate(true), grace);
    return () => clearTimeout(timer);
  }, [live, grace]);
  return !live && late;
}

/** Whether the element is on the screen, or nearly. */
export function useOnScreen(ref: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting ?? false), {
      rootMargin: "120px",
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref]);
  return seen;
}
