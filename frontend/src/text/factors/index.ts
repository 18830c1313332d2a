import { type Blanks, type Paths, type TextKey, addTexts, useTranslation as useTexts } from "../i18n";
import { en } from "./en";
import { ko } from "./ko";

addTexts({ ko, en });

export type Translate = (key: TextKey | Paths<typeof ko>, blanks?: Blanks) => string;

/** The texts of second factors, together with those of the whole page. */
export const useTranslation = useTexts as () => { language: string; t: Translate };
