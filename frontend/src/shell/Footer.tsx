import { useTranslation } from "react-i18next";
import { choose } from "~/text/i18n";
import { language } from "~/text/language";
import classes from "./Footer.module.css";

export function Footer() {
  const { t, i18n } = useTranslation();
  const other = i18n.language === "en" ? "ko" : "en";
  return (
    <footer className={classes.footer}>
      <p>{t("footer.words")}</p>
      <p className={classes.links}>
        <button type="button" onClick={() => void choose(other)} lang={other}>
          {language() === "en" ? "한국어" : "English"}
        </button>
        <a href="/api/docs">{t("footer.api")}</a>
      </p>
    </footer>
  );
}
