import type { Notification } from "~/api/types";

/** A line of the list: the newest notification about an auction on a day, and those that it stands for. */
export type Line = { newest: Notification; all: Notification[]; unseen: boolean };
export type Day = { day: string; lines: Line[] };

/** Notifications (newest first) by day and, within a day, by auction. `dayOf` names the day of a time (RFC 3339). */
export function byDay(notifications: Notification[], dayOf: (moment: string) => string): Day[] {
  const days = new Map<string, Map<string, Notification[]>>();
  for (const notification of notifications) {
    const day = dayOf(notification.createdAt);
    const lines = days.get(day) ?? new Map<string, Notification[]>();
    days.set(day, lines);
    const subject = subjectOf(notification);
    lines.set(subject, [...(lines.get(subject) ?? []), notification]);
  }
  return [...days].map(([day, lines]) => ({ day, lines: [...lines.values()].map(lineOf) }));
}

function lineOf(all: Notification[]): Line {
  return { newest: all[0] as Notification, all, unseen: all.some(({ seenAt }) => seenAt === null) };
}

/** What is about one auction makes one line; everything else has a line of its own. */
function subjectOf({ id, item, kind }: Notification): string {
  return item && kind !== "searchMatch" ? `item ${item.id}` : `notification ${id}`;
}

const BID_AGAIN = ["outbid", "leadLost", "endingSoon"];
const ACCOUNT = ["newSignIn", "passwordChanged", "contactChanged", "factorChanged"];

/** The address that a notification leads to. */
export function placeOf({ kind, item, data }: Notification): string {
  if (ACCOUNT.includes(kind)) return "/settings";
  if (kind === "searchMatch" && !item) return typeof data.query === "string" ? `/?${data.query}` : "/watching?tab=searches";
  if (kind === "offerMade") return "/orders";
  if (typeof data.order === "number") return `/orders/${data.order}`;
  if (!item) return "/notifications";
  if (kind === "won" || kind === "sold") return `/orders?item=${item.id}`;
  return `/items/${item.id}${BID_AGAIN.includes(kind) && item.status === "live" ? "?bid=1" : ""}`;
}
