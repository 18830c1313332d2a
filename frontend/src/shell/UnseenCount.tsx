import { useUnseenCount } from "~/live/unseen";
import { useTranslation } from "~/text/i18n";
import classes from "./UnseenCount.module.css";

const MOST = 99;

/** How many notifications are unseen, on the corner of the bell; nothing where there are none. */
export function UnseenCount() {
  const { t } = useTranslation();
  const count = useUnseenCount();
  if (!count) return null;
  return (
    <span className={`${classes.count} number`}>
      <span className="unseen">{t("nav.unseen")} </span>
      {count > MOST ? `${MOST}+` : count}
    </span>
  );
}
