import { useSyncExternalStore } from "react";

/** Who is signed in, as far as scripts may know: the access token lives in memory, the refresh token in a cookie they
 * cannot read. The hint says only that there is such a cookie, so that a stranger's visit asks for nothing. */
const HINT = "ssgbay.signedIn";
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("ssgbay.session") : null;

let token = "";
let version = 0;
const listeners = new Set<() => void>();

export function accessToken(): string {
  return token;
}

export function keepToken(fresh: string): void {
  token = fresh;
}

export function signedIn(): boolean {
  return localStorage.getItem(HINT) === "1";
}

/** Somebody signed in (with a token) or out (without); every tab hears of it. */
export function begin(fresh: string): void {
  token = fresh;
  localStorage.setItem(HINT, "1");
  channel?.postMessage("changed");
  changed();
}

export function end(): void {
  token = "";
  localStorage.removeItem(HINT);
  channel?.postMessage("changed");
  changed();
}

channel?.addEventListener("message", () => {
  token = "";
  changed();
});

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSignedIn(): boolean {
  useSyncExternalStore(onSession, () => version);
  return signedIn();
}
