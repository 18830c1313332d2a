import { useNow } from "~/connection/clock";
import { Icon } from "~/parts/Icon";
import { Thumb } from "~/parts/Thumb";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/alerts";
import { ago } from "~/text/times";
import classes from "./Notifications.module.css";
import { type Line, placeOf } from "./lines";
import { sentenceOf } from "./sentence";

/** One line of the list: what happened to which auction, and how many other notifications it stands for. */
export function NotificationLine({ line: { newest, all, unseen }, opened }: { line: Line; opened: () => void }) {
  const { t } = useTranslation();
  const time = useNow();
  const { title, text } = sentenceOf(newest, t);
  const { item } = newest;
  return (
    <li>
      <Link to={placeOf(newest)} className={classes.line} data-unseen={unseen || undefined} onClick={opened}>
        <span className={classes.picture}>{item ? <Thumb picture={item.images[0]} alt="" /> : <Icon name="shield" size={26} />}</span>
        <span className={classes.words}>
          <span className={classes.title}>
            {unseen && <span className="unseen">{t("notifications.unseen")} </span>}
            {title}
          </span>
          <span className={`${classes.name} small`}>{item ? item.name : text}</span>
          <span className={`${classes.facts} small dim`}>
            {item && text && <span>{text}</span>}
            <span className={classes.when}>
              {ago(newest.createdAt, time)}
              {all.length > 1 && <> · {t("notifications.more", { count: all.length - 1 })}</>}
            </span>
          </span>
        </span>
      </Link>
    </li>
  );
}
