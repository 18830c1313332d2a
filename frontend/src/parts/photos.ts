import type { Picture } from "~/api/types";

export const MOST = 8;
export const KINDS = ["image/jpeg", "image/png", "image/webp"];
const LARGEST = 10_000_000;

/** A photo in a form: one that was chosen just now, or one that the listing has already. */
export type Shot = File | Picture;

export type Sorted = { good: File[]; wrong: "kind" | "heic" | "many" | "size" | null };

/** A photo as iPhones store it, which few browsers can show. */
export function isHeic({ type, name }: File): boolean {
  return /hei[cf]/i.test(type) || /\.hei[cf]$/i.test(name);
}

/** Those of the chosen files that can be added to the ones already there, of which there may be `most`. */
export function sorted(chosen: File[], there: number, most = MOST): Sorted {
  const pictures = chosen.filter((file) => KINDS.includes(file.type));
  const small = pictures.filter((file) => file.size <= LARGEST);
  const good = small.slice(0, most - there);
  if (chosen.some(isHeic)) return { good, wrong: "heic" };
  if (pictures.length < chosen.length) return { good, wrong: "kind" };
  if (small.length < pictures.length) return { good, wrong: "size" };
  return { good, wrong: good.length < small.length ? "many" : null };
}

/** The list with one photo moved. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), list[from] as T, ...rest.slice(to)];
}

const HEAVY = 2_500_000;
const LONGEST = 2_560;

/** Shrink a large photo before the upload; return it unchanged where that fails. */
export async function lightened(file: File): Promise<File> {
  if (file.size <= HEAVY || !KINDS.includes(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    return blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: blob.type }) : file;
  } catch {
    return file;
  }
}

const known = new WeakMap<File, string>();

/** An address of a chosen file, for its preview; cached while the tab is open, and never revoked, as forms have few files. */
export function objectUrl(file: File): string {
  const url = known.get(file) ?? URL.createObjectURL(file);
  known.set(file, url);
  return url;
}
