import type { Item } from "~/api/types";

const KEY = "ssgbay.viewed";
const MOST = 24;

/** The items that were last viewed in this browser, newest first, as they were then. */
export function viewedItems(): Item[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isItem).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function isItem(kept: unknown): kept is Item {
  return typeof kept === "object" && kept !== null && "id" in kept && "endTime" in kept && "images" in kept;
}

/** Keep an item as the last one that was viewed, without what only its viewer may see. */
export function keepViewed({ viewer: _, content: __, ...item }: Item): void {
  const others = viewedItems().filter(({ id }) => id !== item.id);
  localStorage.setItem(KEY, JSON.stringify([{ ...item, content: "" }, ...others].slice(0, MOST)));
}

export function forgetViewed(): void {
  localStorage.removeItem(KEY);
}
