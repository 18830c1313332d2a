import { HOURS, type Length, THREE_DAYS } from "~/parts/Duration";
import { type Shipping, USUAL, readShipping } from "./shipping";
import { type Texts, textsBy } from "./textFields";

/** The draft of a listing, stored across visits: texts in localStorage, photos in IndexedDB. */
export type Words = Texts & {
  price: number | null;
  length: Length;
  shipping: Shipping;
  reserve: number | null;
  buyNow: number | null;
  start: string;
};

export const BLANK: Words = { ...textsBy(() => ""), price: null, length: THREE_DAYS, shipping: USUAL, reserve: null, buyNow: null, start: "" };

const KEY = "ssgbay.draft";

export function keptWords(): Words {
  try {
    return readable(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return BLANK;
  }
}

/** Those fields of a stored draft that this release can read; another one may have stored it. */
export function readable(kept: unknown): Words {
  const found = typeof kept === "object" && kept ? (kept as Record<string, unknown>) : {};
  const text = (name: string) => (typeof found[name] === "string" ? found[name] : "");
  const won = (name: string) => (Number.isSafeInteger(found[name]) ? (found[name] as number) : null);
  return {
    ...textsBy(text), price: won("price"), length: length(found.length), shipping: readShipping(found.shipping),
    reserve: won("reserve"), buyNow: won("buyNow"), start: BOX.test(text("start")) ? text("start") : "",
  };
}

const BOX = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

function length(kept: unknown): Length {
  const { hours, own } = (kept ?? {}) as Partial<Length>;
  if (HOURS.some((known) => known === hours)) return { hours: hours as number, own: "" };
  return hours === 0 && typeof own === "string" && BOX.test(own) ? { hours, own } : THREE_DAYS;
}

export function keepWords(words: Words): void {
  localStorage.setItem(KEY, JSON.stringify(words));
}

export function forgetDraft(): void {
  localStorage.removeItem(KEY);
  void keepPhotos([]);
}

/** Private windows may have no IndexedDB; photos are then kept while the tab is open. */
export async function keepPhotos(photos: File[]): Promise<void> {
  await inStore("readwrite", (store) => store.put(photos, "photos")).catch(() => undefined);
}

export async function keptPhotos(): Promise<File[]> {
  const found = await inStore("readonly", (store) => store.get("photos")).catch(() => undefined);
  return Array.isArray(found) ? (found as File[]) : [];
}

function inStore(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("ssgbay", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("draft");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const request = work(opening.result.transaction("draft", mode).objectStore("draft"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    };
  });
}
