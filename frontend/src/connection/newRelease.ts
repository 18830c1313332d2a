const KEY = "ssgbay.reloadedAt";
const ONCE_IN_MS = 60_000;

const TYPED = "ssgbay.typed";

let reloading = Promise.resolve(false);
const typed = new Map<string, string>();

/** Note what is typed in a field, to be kept over the reload; undefined once it is sent or left. */
export function noteTyped(field: string, text: string | undefined): void {
  if (text === undefined) typed.delete(field);
  else typed.set(field, text);
}

/** What was typed in this field before the reload, until `takeTyped`: a form may be begun twice while its parts load. */
export function typedBefore(field: string): string | undefined {
  return stored()[field];
}

/** Forget what was typed in this field before the reload, once the form shows it. */
export function takeTyped(field: string): void {
  const { [field]: text, ...others } = stored();
  if (text !== undefined) sessionStorage.setItem(TYPED, JSON.stringify(others));
}

function stored(): Record<string, string> {
  return JSON.parse(sessionStorage.getItem(TYPED) ?? "{}") as Record<string, string>;
}

/** Load the page anew, once, when a part of it is gone, as after a new release. `target` is where the reader is going. */
export function reloadForNewRelease(target: () => string | undefined): void {
  addEventListener("vite:preloadError", () => {
    reloading = reload(target());
  });
}

/** The same import, which stays pending while the page is being loaded anew. */
export function part<T>(load: () => Promise<T>): () => Promise<T> {
  return () =>
    load().catch(async (error) => {
      if (await reloading) return new Promise<T>(() => {});
      throw error;
    });
}

async function reload(target: string | undefined): Promise<boolean> {
  if (!mayReload(Date.now()) || !(await isServed())) return false;
  sessionStorage.setItem(KEY, String(Date.now()));
  sessionStorage.setItem(TYPED, JSON.stringify(Object.fromEntries(typed)));
  if (target) location.assign(target);
  else location.reload();
  return true;
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
