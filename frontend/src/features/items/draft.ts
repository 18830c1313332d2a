import type { Length } from "~/parts/Duration";
import { THREE_DAYS } from "~/parts/Duration";
import { type Texts, textsBy } from "./textFields";

/** The draft of a listing, stored across visits: texts in localStorage, photos in IndexedDB. */
export type Words = Texts & {
  price: number | null;
  length: Length;
  reserve: number | null;
  buyNow: number | null;
  start: string;
};

export const BLANK: Words = { ...textsBy(() => ""), price: null, length: THREE_DAYS, reserve: null, buyNow: null, start: "" };

const KEY = "ssgbay.draft";

export function keptWords(): Words {
  try {
    return { ...BLANK, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return BLANK;
  }
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
