import { useTranslation } from "react-i18next";
import classes from "./Footer.module.css";

export function Footer() {
  const { t } = useTranslation();
  return (
    <footer className={classes.footer}>
      <p>{t("footer.words")}</p>
      <p className={classes.links}>
        <a href="/api/docs">{t("footer.api")}</a>
      </p>
    </footer>
  );
}
