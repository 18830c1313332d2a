import { useSyncExternalStore } from "react";

/** Whether the server answers: reported by every request, and probed while it does not. */
const PROBE_EVERY_MS = 2_500;

let down = false;
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();
const recoveries = new Set<() => void>();

export function reportDown(): void {
  if (down) return;
  down = true;
  timer = setInterval(() => void probe(), PROBE_EVERY_MS);
  tell(watchers);
}

export function reportUp(): void {
  if (!down) return;
  down = false;
  clearInterval(timer);
  tell(watchers);
  tell(recoveries);
}

let send = async () => {};

/** Set the request that tests whether the server answers. */
export function setProbe(request: () => Promise<unknown>): void {
  send = () => request().then(() => {}, () => {});
}

/** Send the probe at once, as when the network is back. */
export async function probe(): Promise<void> {
  await send();
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

addEventListener("offline", reportDown);
addEventListener("online", () => void probe());
