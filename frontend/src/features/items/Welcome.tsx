import { Button } from "@mantine/core";
import { useSignedIn } from "~/api/session";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import classes from "./Welcome.module.css";

/** Two sentences for new visitors. */
export function Welcome() {
  const { t } = useTranslation();
  if (useSignedIn()) return null;
  return (
    <section className={classes.welcome} aria-label={t("welcome.label")}>
      <svg viewBox="0 0 320 120" aria-hidden="true" className={classes.swish}>
        <path d="M8 78c36 44 86 46 126 4s54-70 180-70" />
        <circle cx="60" cy="34" r="13" />
      </svg>
      <div className={classes.words}>
        <p className={classes.title}>{t("welcome.title")}</p>
        <p>{t("welcome.text")}</p>
      </div>
      <Button component={Link} to="/signup" radius="xl" variant="white" className={classes.button}>{t("welcome.do")}</Button>
    </section>
  );
}
