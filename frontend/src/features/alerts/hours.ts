/** The hours of a day, 0 to 23. */
export function hours(): number[] {
  return Array.from({ length: 24 }, (_, hour) => hour);
}

/** 8 → 08:00 */
export function hourText(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

/** 08:00 → 8 */
export function hourOf(text: string): number {
  return Number(text.slice(0, 2));
}

/** The zones that the browser knows, with the chosen one, which it may not know, and its own one first. */
export function timeZones(chosen: string): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([own, chosen, ...Intl.supportedValuesOf("timeZone")])];
}
