export type Language = "ko" | "en";

const KEY = "ssgbay.language";

/** The chosen language; Korean by default. */
export function language(): Language {
  return localStorage.getItem(KEY) === "en" ? "en" : "ko";
}

export function remember(chosen: Language): void {
  localStorage.setItem(KEY, chosen);
}
