const KEY = "ssgbay.reloadedAt";
const ONCE_IN_MS = 60_000;

/** Load the page anew, once, when a part of it is gone, as after a new release. `target` is where the reader is going. */
export function reloadForNewRelease(target: () => string | undefined): void {
  addEventListener("vite:preloadError", () => void reload(target()));
}

async function reload(target: string | undefined): Promise<void> {
  if (!mayReload(Date.now()) || !(await isServed())) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  if (target) location.assign(target);
  else location.reload();
}

/** Whether no reload was tried in the last minute: a second one would not help. */
export function mayReload(now: number): boolean {
  return now - Number(sessionStorage.getItem(KEY) ?? 0) > ONCE_IN_MS;
}

/** Whether the page itself is there; without a network a reload would lose what is on the screen. */
async function isServed(): Promise<boolean> {
  const answer = await fetch("/", { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => undefined);
  return answer?.ok ?? false;
}
