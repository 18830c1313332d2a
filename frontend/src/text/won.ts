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

/** A large sum in 만 and 억: 12500000 → 1,250만원. Sums that are not exact stay as won() formats them. */
export function spoken(amount: number): string {
  if (language() === "en" || amount < 10_000 || amount % 10_000) return won(amount);
  const hundredMillions = Math.floor(amount / 100_000_000);
  const tenThousands = (amount % 100_000_000) / 10_000;
  const parts = [hundredMillions && `${grouped(hundredMillions)}억`, tenThousands && `${grouped(tenThousands)}만`];
  return `${parts.filter(Boolean).join(" ")}원`;
}

/** Parse typed or pasted text (12,000원, １２000) as whole won; null without digits. */
export function wonIn(text: string): number | null {
  const digits = text.normalize("NFKC").replace(/\D/g, "").slice(0, 13);
  return digits ? Number(digits) : null;
}
