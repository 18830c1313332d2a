import { api, unwrap } from "~/api/client";
import type { Subscription } from "./queries";

/** Why this browser cannot show push messages, or `off` and `on`. `install`: on iOS only an installed page can. */
export type PushState = "on" | "off" | "denied" | "install" | "insecure" | "unable";

export async function pushState(): Promise<PushState> {
  const cannot = hindrance();
  if (cannot) return cannot;
  if (Notification.permission === "denied") return "denied";
  return (await subscription()) ? "on" : "off";
}

function hindrance(): PushState | undefined {
  if (!isSecureContext) return "insecure";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return undefined;
  return isIos(navigator.userAgent, navigator.maxTouchPoints) ? "install" : "unable";
}

/** Whether this is an iPhone or iPad; an iPad says that it is a Mac, but no Mac has a touch screen. */
export function isIos(agent: string, touchPoints: number): boolean {
  return /iPhone|iPad|iPod/.test(agent) || (agent.includes("Macintosh") && touchPoints > 1);
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Ask for permission and subscribe; null where permission was refused. Call it from a button alone. */
export async function subscribe(): Promise<Subscription | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const { publicKey } = await unwrap(api.GET("/api/push/key"));
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })).toJSON();
  return { endpoint: made.endpoint ?? "", keys: { p256dh: made.keys?.p256dh ?? "", auth: made.keys?.auth ?? "" } };
}

/** End the subscription of this browser, if it has one. */
export async function unsubscribe(): Promise<void> {
  forgetOwn();
  if (!hindrance()) await (await subscription())?.unsubscribe();
}

const OWN = "ssgbay.pushContact";

/** The contact that this browser's subscription made, by which its device is known in the list. */
export function ownContact(): number {
  return Number(localStorage.getItem(OWN));
}

export function keepOwn(contactId: number): void {
  localStorage.setItem(OWN, String(contactId));
}

function forgetOwn(): void {
  localStorage.removeItem(OWN);
}
