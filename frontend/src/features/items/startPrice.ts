const SLIP = 10;

/** Whether a start price is ten times over or under all of the seller's last ones (won), as a slip of a zero makes it. */
export function isUnlike(price: number, last: number[]): boolean {
  return last.length > 0 && (price >= SLIP * Math.max(...last) || price * SLIP <= Math.min(...last));
}
