import { useSyncExternalStore } from "react";

/** Does the server answer? Fed by every request; asks again by itself until it does. */
const EVERY = 2_500;

let down = false;
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();
const recoveries = new Set<() => void>();

export function silent(): void {
  if (down) return;
  down = true;
  timer = setInterval(() => void probe(), EVERY);
  tell(watchers);
}

export function answered(): void {
  if (!down) return;
  down = false;
  clearInterval(timer);
  tell(watchers);
  tell(recoveries);
}

let ask = async () => {};

/** How to ask whether the server is there. */
export function askBy(question: () => Promise<unknown>): void {
  ask = () => question().then(() => {}, () => {});
}

/** Ask at once, as when the network says that it is back. */
export async function probe(): Promise<void> {
  await ask();
}

function tell(listeners: Set<() => void>): void {
  for (const listener of listeners) listener();
}

export function onRecovery(listener: () => void): () => void {
  recoveries.add(listener);
  return () => recoveries.delete(listener);
}

export function useServerDown(): boolean {
  return useSyncExternalStore(
    (listener) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    () => down,
  );
}

addEventListener("offline", silent);
addEventListener("online", () => void probe());
