import { type Blanks, type Paths, type TextKey, addTexts, useTranslation as useTexts } from "../i18n";
import { en } from "./en";
import { ko } from "./ko";

addTexts({ ko, en });

export type OrderKey = TextKey | Paths<typeof ko>;
/** The name of a text in one group of those of orders: `NamedOrder<"say">` of what is said of an order. */
export type NamedOrder<Group extends keyof (typeof ko)["order"]> = keyof (typeof ko)["order"][Group];
export type Translate = (key: OrderKey, blanks?: Blanks) => string;

/** The texts of orders, together with those of the whole page. */
export const useTranslation = useTexts as () => { language: string; t: Translate };
