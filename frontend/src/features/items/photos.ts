export const MOST = 8;
export const KINDS = ["image/jpeg", "image/png", "image/webp"];
const LARGEST = 10_000_000;

export type Sorted = { good: File[]; wrong: "kind" | "many" | "size" | null };

/** Which of the chosen files can be uploaded beside those that are there already. */
export function sorted(chosen: File[], there: number): Sorted {
  const pictures = chosen.filter((file) => KINDS.includes(file.type));
  const small = pictures.filter((file) => file.size <= LARGEST);
  const good = small.slice(0, MOST - there);
  if (pictures.length < chosen.length) return { good, wrong: "kind" };
  if (small.length < pictures.length) return { good, wrong: "size" };
  return { good, wrong: good.length < small.length ? "many" : null };
}

/** The list with one photo at another place. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), list[from] as T, ...rest.slice(to)];
}
