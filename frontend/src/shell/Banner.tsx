import { useServerDown } from "~/connection/health";
import { useTranslation } from "~/text/i18n";
import classes from "./Banner.module.css";

/** Shown while the server does not answer; it disappears by itself. */
export function Banner() {
  const { t } = useTranslation();
  const down = useServerDown();
  return (
    <div role="status" className={classes.place}>
      {down && (
        <p className={classes.banner}>
          <span className={classes.pulse} aria-hidden="true" />
          {navigator.onLine ? t("trouble.down") : t("trouble.offline")}
        </p>
      )}
    </div>
  );
}
