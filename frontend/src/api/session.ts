import { useSyncExternalStore } from "react";

/** Who is signed in, as far as scripts may know: the access token lives in memory, the refresh token in a cookie they
 * cannot read. The hint says only that there is such a cookie, so that a stranger's visit asks for nothing. */
const HINT = "ssgbay.signedIn";
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("ssgbay.session") : null;

let token = "";
// not read again: a message of another tab may arrive before its change to localStorage is visible here
let hinted = localStorage.getItem(HINT) === "1";
const listeners = new Set<() => void>();

export function accessToken(): string {
  return token;
}

export function keepToken(fresh: string): void {
  token = fresh;
}

export function signedIn(): boolean {
  return hinted;
}

/** Sign in (with a token) or out (without), and notify every tab. */
export function begin(fresh: string): void {
  localStorage.setItem(HINT, "1");
  channel?.postMessage("in");
  changed(fresh, true);
}

export function end(): void {
  localStorage.removeItem(HINT);
  channel?.postMessage("out");
  changed("", false);
}

// each tab has its own access token, by the shared cookie
channel?.addEventListener("message", ({ data }) => changed("", data === "in"));

function changed(fresh: string, here: boolean): void {
  token = fresh;
  hinted = here;
  for (const listener of listeners) listener();
}

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSignedIn(): boolean {
  return useSyncExternalStore(onSession, signedIn);
}
