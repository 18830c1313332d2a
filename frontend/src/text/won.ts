import { language } from "./language";

const GROUPED = new Intl.NumberFormat("ko-KR");

/** 12000 → 12,000 */
export function grouped(amount: number): string {
  return GROUPED.format(amount);
}

/** 12000 → 12,000원, or ₩12,000 for readers of English. */
export function won(amount: number): string {
  return language() === "en" ? `₩${grouped(amount)}` : `${grouped(amount)}원`;
}

const LARGE: [name: string, worth: number][] = [["조", 1_000_000_000_000], ["억", 100_000_000], ["만", 10_000]];
const SMALL: [name: string, worth: number][] = [["천", 1_000], ["백", 100], ["십", 10]];

/** A sum as it is said: 12500000 → 1,250만원, 75000 → 7만 5,000원. It is never rounded. */
export function spoken(amount: number): string {
  if (language() === "en" || amount < 10_000) return won(amount);
  const parts: string[] = [];
  let rest = amount;
  for (const [name, worth] of LARGE) {
    if (rest >= worth) parts.push(`${grouped(Math.floor(rest / worth))}${name}`);
    rest %= worth;
  }
  return `${parts.join(" ")}${rest ? ` ${grouped(rest)}` : ""}원`;
}

export const MOST_WON = 1_000_000_000_000;

/** Why a text is not an amount (`money.<fault>` in the texts). */
export type WonFault = "fraction" | "much" | "unclear";

const PART = "((?:\\d*천)?(?:\\d*백)?(?:\\d*십)?\\d*)";
const AMOUNT = new RegExp(`^${LARGE.map(([name]) => `(?:${PART}${name})?`).join("")}${PART}$`);

/** Read typed or pasted text as whole won: 12,000원, 5만, 7만 5천, 1억 2천만, １２０００. Null without text. */
export function readWon(typed: string): { won: number | null; fault: WonFault | null } {
  const text = typed.normalize("NFKC").toLowerCase().replace(/[\s,₩]/g, "").replace(/^krw|(원|won|krw)$/g, "");
  if (!text) return { won: null, fault: null };
  if (/\d\.|\.\d/.test(text)) return { won: null, fault: "fraction" };
  const parts = AMOUNT.exec(text)?.slice(1);
  const amount = parts && summed(parts);
  if (amount === undefined) return { won: null, fault: "unclear" };
  return amount > MOST_WON ? { won: null, fault: "much" } : { won: amount, fault: null };
}

/** The parts before 조, 억 and 만, and the last one; undefined where a lower part outgrows its unit, as in 5만 50000. */
function summed(parts: (string | undefined)[]): number | undefined {
  let sum = 0;
  for (const [at, part] of parts.entries()) {
    if (part === undefined) continue;
    const unit = LARGE[at]?.[1];
    const value = unit && part === "" ? 1 : valueOf(part);
    if (sum && value >= 10_000) return undefined;
    sum += value * (unit ?? 1);
  }
  return sum;
}

/** The value of a part below 만: 5천 → 5000, 천 → 1000, 1천500 → 1500. */
function valueOf(part: string): number {
  let [rest, value] = [part, 0];
  for (const [name, worth] of SMALL) {
    const [before, after] = rest.split(name);
    if (after === undefined) continue;
    value += Number(before || 1) * worth;
    rest = after;
  }
  return value + Number(rest);
}
