import { choose, useTranslation } from "~/text/i18n";
import classes from "./Header.module.css";

/** Switches between Korean and English. It is named in the language that it leads to. */
export function LanguageSwitch() {
  const { language } = useTranslation();
  const [other, name] = language === "en" ? (["ko", "한국어"] as const) : (["en", "English"] as const);
  return <button type="button" className={classes.language} lang={other} onClick={() => void choose(other)}>{name}</button>;
}
