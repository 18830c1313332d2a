import { useSyncExternalStore } from "react";

/** The server's clock, estimated from its answers; countdowns do not use the device's own. */
let offset = 0;
let exact = false;
const DATE_HEADER_STEP = 1_500;

export function now(): number {
  return Date.now() + offset;
}

/** Set the clock by an exact time in a new answer. */
export function setServerTime(moment: string): void {
  offset = Date.parse(moment) - Date.now();
  exact = true;
}

/** Set the clock by a Date header. It has whole seconds only, so it corrects none but large differences. */
export function estimateServerTime(header: string | null): void {
  const gap = header ? Date.parse(header) - Date.now() : Number.NaN;
  if (!exact && Math.abs(gap) > DATE_HEADER_STEP) offset = gap;
}

const tickers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = 0;

function subscribe(listener: () => void): () => void {
  tickers.add(listener);
  timer ??= setInterval(tick, 250);
  return () => {
    tickers.delete(listener);
    if (tickers.size) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  const fresh = Math.floor(now() / 1000);
  if (fresh === second) return;
  second = fresh;
  for (const listener of tickers) listener();
}

/** The server's time in whole seconds (ms since 1970), renewed each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(now() / 1000) * 1000);
}

const NEVER = () => () => {};

/** Whether the time is past. Renders again only when that changes. */
export function usePast(moment: string, watch = true): boolean {
  return useSyncExternalStore(watch ? subscribe : NEVER, () => now() >= Date.parse(moment));
}
