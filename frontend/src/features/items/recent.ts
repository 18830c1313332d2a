const KEY = "ssgbay.searches";
const MOST = 8;

/** The last searches of this browser, newest first. */
export function recentSearches(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((word) => typeof word === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Keep a search; one that goes on from the last one, letter by letter, takes its place. */
export function keepSearch(keyword: string): void {
  const [last = "", ...older] = recentSearches();
  const before = keyword.startsWith(last) ? older : [last, ...older];
  localStorage.setItem(KEY, JSON.stringify([keyword, ...before.filter((word) => word !== keyword)].slice(0, MOST)));
}

export function forgetSearches(): void {
  localStorage.removeItem(KEY);
}
