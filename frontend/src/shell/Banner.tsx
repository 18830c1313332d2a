import { useTranslation } from "react-i18next";
import { useServerDown } from "~/connection/health";
import classes from "./Banner.module.css";

/** A calm word while nobody answers. It goes by itself. */
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
