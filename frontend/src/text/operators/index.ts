import { type Blanks, type Paths, addTexts, useTranslation as useTexts } from "../i18n";
import type { OrderKey } from "../orders";
import { en } from "./en";
import { ko } from "./ko";

addTexts({ ko, en });

export type NamedConsole<Group extends keyof (typeof ko)["console"]> = keyof (typeof ko)["console"][Group];
export type Translate = (key: OrderKey | Paths<typeof ko>, blanks?: Blanks) => string;

/** The texts of the operators' console, together with those of orders and of the whole page. */
export const useTranslation = useTexts as () => { language: string; t: Translate };
