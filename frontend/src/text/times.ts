import { t } from "./i18n";
import { type Language, language } from "./language";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const LOCALES = { ko: "ko-KR", en: "en-US" };

/** A format of the language in use, made once: making it takes a millisecond, and a list shows many times. */
function inLanguage<Format>(make: (chosen: Language) => Format): () => Format {
  const made: Partial<Record<Language, Format>> = {};
  return () => (made[language()] ??= make(language()));
}

export type Left = { days: number; hours: number; minutes: number; seconds: number };

/** The time until `end` in days, hours, minutes and seconds, rounded up; null once it is over. */
export function left(end: string, now: number): Left | null {
  const seconds = Math.ceil((Date.parse(end) - now) / SECOND);
  if (seconds <= 0) return null;
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor((seconds % 86_400) / 3_600),
    minutes: Math.floor((seconds % 3_600) / 60),
    seconds: seconds % 60,
  };
}

/** 2일 3시간 · 03:12:09 · 12:09 */
export function countdown(rest: Left): string {
  const { days, hours, minutes, seconds } = rest;
  if (days) return t("time.days", { days, hours });
  const clock = [minutes, seconds].map(two).join(":");
  return hours ? `${two(hours)}:${clock}` : clock;
}

/** The same for a screen reader, without seconds, which would be announced without end. */
export function countdownWords({ days, hours, minutes }: Left): string {
  if (days) return t("time.days", { days, hours });
  if (hours) return t("time.hours", { hours, minutes });
  return minutes ? t("time.minutes", { minutes }) : t("time.soon");
}

function two(part: number): string {
  return String(part).padStart(2, "0");
}

const relative = inLanguage((chosen) => new Intl.RelativeTimeFormat(chosen, { numeric: "always", style: "short" }));

/** How long ago: 방금, 3분 전, 2시간 전, 5일 전. */
export function ago(moment: string, now: number): string {
  const past = Math.max(0, now - Date.parse(moment));
  if (past < MINUTE) return t("time.justNow");
  const format = relative();
  if (past < HOUR) return format.format(-Math.floor(past / MINUTE), "minute");
  if (past < DAY) return format.format(-Math.floor(past / HOUR), "hour");
  return format.format(-Math.floor(past / DAY), "day");
}

/** In Seoul's time: 11월 23일 (월) 21:00; with its zone, KST, for a reader whose own clock shows another time. */
export function inSeoul(moment: string | number): string {
  return seoul(moment) + (isElsewhere(new Date(moment)) ? " KST" : "");
}

const SEOUL_OFFSET = -9 * 60;

/** Whether the device's time differs from Seoul's at this moment. */
export function isElsewhere(moment: Date): boolean {
  return moment.getTimezoneOffset() !== SEOUL_OFFSET;
}

function seoul(moment: string | number): string {
  return dayAndTime().format(new Date(moment));
}

const dayAndTime = inLanguage((chosen) => new Intl.DateTimeFormat(LOCALES[chosen], {
  timeZone: "Asia/Seoul",
  month: chosen === "en" ? "short" : "long",
  day: "numeric",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
}));

/** The day in Seoul's time: 11월 23일 (월) */
export function dayInSeoul(moment: string): string {
  return dayOnly().format(new Date(moment));
}

const dayOnly = inLanguage((chosen) => new Intl.DateTimeFormat(LOCALES[chosen], {
  timeZone: "Asia/Seoul",
  month: chosen === "en" ? "short" : "long",
  day: "numeric",
  weekday: "short",
}));

/** 2026년 11월 */
export function monthInSeoul(moment: string): string {
  return month().format(new Date(moment));
}

const month = inLanguage((chosen) => new Intl.DateTimeFormat(LOCALES[chosen], {
  timeZone: "Asia/Seoul",
  year: "numeric",
  month: chosen === "en" ? "short" : "long",
}));

/** For a datetime-local input, in Seoul's time: 2026-11-23T21:00 */
export function boxOfSeoul(moment: number): string {
  return new Date(moment + 9 * HOUR).toISOString().slice(0, 16);
}

/** The value of such an input as RFC 3339. */
export function fromBox(text: string): string {
  return `${text}:00+09:00`;
}
