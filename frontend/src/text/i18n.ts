import { useSyncExternalStore } from "react";
import { ko } from "./ko";
import { type Language, language, remember } from "./language";

/** The name of a text: `nav.home`. A text with a plural is named without it: `item.bids`. */
export type TextKey = Paths<typeof ko>;
/** The name of a text in one group of them: `Named<"say">` of what is said of an auction. */
export type Named<Group extends keyof typeof ko> = keyof (typeof ko)[Group];
export type Blanks = Record<string, string | number | undefined>;
/** Returns a text in the reader's language, with its {{blanks}} filled. */
export type Translate = (key: TextKey, blanks?: Blanks) => string;

type Texts = { [key: string]: string | Texts };
export type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? (K extends `${infer Singular}_one` ? Singular : K extends `${string}_other` ? never : K) : `${K}.${Paths<T[K]>}`;
}[keyof T & string];

const listeners = new Set<() => void>();
let shown: { language: Language; t: Translate } = { language: "ko", t: translator("ko", ko) };

const later: Record<Language, Texts> = { ko: {}, en: {} };

/** Add the texts of a part of the page that is loaded when it is needed. */
export function addTexts(texts: Record<Language, Texts>): void {
  Object.assign(later.ko, texts.ko);
  Object.assign(later.en, texts.en);
}

/** Load the texts of the chosen language; English is loaded only when it is chosen. */
export function startTexts(): Promise<void> {
  return show(language());
}

export async function choose(chosen: Language): Promise<void> {
  remember(chosen);
  await show(chosen);
}

async function show(chosen: Language): Promise<void> {
  const texts = chosen === "en" ? (await import("./en")).en : ko;
  document.documentElement.lang = chosen;
  if (shown.language === chosen) return;
  shown = { language: chosen, t: translator(chosen, texts) };
  for (const listener of listeners) listener();
}

function translator(chosen: Language, texts: Texts): Translate {
  const plurals = new Intl.PluralRules(chosen);
  return (key, blanks = {}) => {
    const text = find(texts, key) ?? find(later[chosen], key) ?? find(texts, `${key}_${plurals.select(Number(blanks.count))}`) ?? key;
    return text.replace(/{{(\w+)}}/g, (_, blank: string) => String(blanks[blank] ?? ""));
  };
}

function find(texts: Texts, key: string): string | undefined {
  const found = key.split(".").reduce<string | Texts | undefined>((part, name) => (typeof part === "object" ? part[name] : undefined), texts);
  return typeof found === "string" ? found : undefined;
}

/** A text in the language that is shown, for what is no component. */
export const t: Translate = (key, blanks) => shown.t(key, blanks);

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The texts in the language that is shown; the component is drawn again when it changes. */
export function useTranslation(): typeof shown {
  return useSyncExternalStore(onLanguage, () => shown);
}
