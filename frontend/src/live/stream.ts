import type { Stand } from "~/api/types";
import { setServerTime } from "~/connection/clock";
import { onRecovery, probe, reportUp } from "~/connection/health";
import { onSession, signedIn } from "~/api/session";
import { put } from "./livePrices";
import { type News, heardUnseen } from "./unseen";

/** One stream for all items that this tab shows, and for the notifications of the user who is signed in.
 * Each event is the whole current state, so gaps do no harm. */
export const SETTLE = 250;
const MOST = 60;
const PATIENCE = [1_000, 2_000, 4_000, 8_000, 15_000];

const watched = new Map<number, number>();
let source: EventSource | null = null;
let open = "";
let failures = 0;
let live = false;
let settling: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Follow an item until the returned function is called. */
export function watch(id: number): () => void {
  watched.set(id, (watched.get(id) ?? 0) + 1);
  settle();
  return () => {
    const others = (watched.get(id) ?? 1) - 1;
    if (others) watched.set(id, others);
    else watched.delete(id);
    settle();
  };
}

function settle(delay = SETTLE): void {
  clearTimeout(settling);
  settling = setTimeout(reopen, delay);
}

/** The address of the stream that this tab needs; empty where it needs none. */
function wanted(): string {
  // a hidden tab closes its connection: browsers have few for each site
  if (document.hidden) return "";
  const ids = [...watched.keys()].slice(-MOST).sort((a, b) => a - b).join(",");
  if (ids) return `/api/events?items=${ids}`;
  return signedIn() ? "/api/events" : "";
}

function reopen(): void {
  const address = wanted();
  if (address === open && source?.readyState !== EventSource.CLOSED) return;
  const before = source;
  open = address;
  source = address ? connect(address) : null;
  before?.close();
  if (!address) tell(false);
}

function connect(address: string): EventSource {
  const stream = new EventSource(address);
  stream.addEventListener("open", () => {
    failures = 0;
    tell(true);
    reportUp();
  });
  stream.addEventListener("price", (event) => heard(JSON.parse(event.data) as Stand));
  stream.addEventListener("notification", (event) => heardUnseen(JSON.parse(event.data) as { unseenCount: number; newest: News | null }));
  stream.addEventListener("gone", (event) => left((JSON.parse(event.data) as { id: number }).id));
  stream.addEventListener("error", () => {
    if (stream !== source) return;
    tell(false);
    // a server that is gone is noticed at once, not at the next request
    void probe();
    // the browser reconnects after a broken connection, but not after a refused one
    if (stream.readyState === EventSource.CLOSED) settle(PATIENCE[Math.min(failures++, PATIENCE.length - 1)]);
  });
  return stream;
}

function heard(stand: Stand): void {
  setServerTime(stand.serverTime);
  put(stand);
}

const goners = new Set<(id: number) => void>();

/** Handle the event of an item that its seller has deleted. */
function left(id: number): void {
  watched.delete(id);
  for (const goner of goners) goner(id);
}

export function onGone(listener: (id: number) => void): void {
  goners.add(listener);
}

function restart(): void {
  source?.close();
  settle(0);
}

function tell(fresh: boolean): void {
  if (fresh === live) return;
  live = fresh;
  for (const listener of listeners) listener();
}

export function isLive(): boolean {
  return live;
}

export function onLive(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// notifications arrive on pages without auctions too
settle();
onRecovery(restart);
// the cookie says whose notifications the stream carries
onSession(restart);
document.addEventListener("visibilitychange", () => settle(document.hidden ? 5_000 : 0));
addEventListener("offline", () => {
  source?.close();
  tell(false);
});
addEventListener("online", restart);
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && restart());
