import { useTranslation } from "~/text/alerts";
import classes from "./Contacts.module.css";
import { PushButton } from "./PushButton";
import { usePush } from "./usePush";

/** Under the list of notifications: the offer of push messages, until this device has them. */
export function PushOffer() {
  const { t } = useTranslation();
  const { state } = usePush();
  if (state !== "off" && state !== "install") return null;
  return (
    <aside className={classes.offer} aria-label={t("push.offer")}>
      <b>{t("push.offer")}</b>
      <p className="dim small">{t("push.offerText")}</p>
      <PushButton />
    </aside>
  );
}
