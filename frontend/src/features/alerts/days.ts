import { now } from "~/connection/clock";
import type { Translate } from "~/text/alerts";
import { language } from "~/text/language";

const DAY = 24 * 3_600_000;

/** The name of a day in the reader's own time: 오늘, 어제, 11월 23일 (월). */
export function dayName(moment: string, t: Translate): string {
  const days = Math.round((midnight(new Date(now())) - midnight(new Date(moment))) / DAY);
  if (days <= 1) return t(days === 1 ? "notifications.yesterday" : "notifications.today");
  const english = language() === "en";
  const format = { month: english ? "short" : "long", day: "numeric", weekday: "short" } as const;
  return new Intl.DateTimeFormat(english ? "en-US" : "ko-KR", format).format(new Date(moment));
}

function midnight(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}
