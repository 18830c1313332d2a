export type Language = "ko" | "en";

const KEY = "ssgbay.language";

/** The chosen language, or until one is chosen, the browser's: Korean where it reads Korean first, English elsewhere. */
export function language(): Language {
  const chosen = localStorage.getItem(KEY);
  return chosen === "ko" || chosen === "en" ? chosen : preferred(navigator.languages);
}

/** The first language of a list that the page has; English where it has none of them. */
export function preferred(languages: readonly string[]): Language {
  const known = languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === "ko" || tag === "en");
  return (known as Language | undefined) ?? "en";
}

export function remember(chosen: Language): void {
  localStorage.setItem(KEY, chosen);
}
