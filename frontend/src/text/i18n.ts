import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { ko } from "./ko";
import { type Language, language, remember } from "./language";

/** Load the texts of the chosen language; English is loaded only when it is chosen. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "ko",
    fallbackLng: "ko",
    resources: { ko: { translation: ko } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await show(language());
}

export async function choose(chosen: Language): Promise<void> {
  remember(chosen);
  await show(chosen);
}

async function show(chosen: Language): Promise<void> {
  if (chosen === "en" && !i18next.hasResourceBundle("en", "translation")) {
    const { en } = await import("./en");
    i18next.addResourceBundle("en", "translation", en);
  }
  await i18next.changeLanguage(chosen);
  document.documentElement.lang = chosen;
}
