import type { Order } from "~/api/types";
import { hasLeft } from "~/parts/hasLeft";
import { Thumb } from "~/parts/Thumb";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./Orders.module.css";
import { say } from "./saying";

/** What was sold, to or by whom, with links to both. */
export function OrderItem({ order: { item, other, role, price } }: { order: Order }) {
  const { t } = useTranslation();
  const left = hasLeft(other.id);
  const name = left ? t("user.left") : (other.nickname ?? other.id);
  return (
    <div className={classes.item}>
      <Link to={`/items/${item.id}`} className={classes.picture} tabIndex={-1} aria-hidden="true"><Thumb picture={item.images[0]} alt="" /></Link>
      <div className={classes.words}>
        <Link to={`/items/${item.id}`} className={classes.name}>{item.name}</Link>
        <span className={`${classes.price} number`}>{won(price)}</span>
        <span className="small dim">
          {left ? t(`order.with.${role}`, { name }) : <Link to={`/users/${other.id}`}>{t(`order.with.${role}`, { name })}</Link>}
        </span>
      </div>
    </div>
  );
}

/** One of my orders in a list: what it is, its total and how it stands; `advice` says what to do. */
export function OrderRow({ order, advice = false }: { order: Order; advice?: boolean }) {
  const { t } = useTranslation();
  const { key, tone } = say(order);
  return (
    <li>
      <Link to={`/orders/${order.id}`} className={classes.row}>
        <span className={classes.picture}><Thumb picture={order.item.images[0]} alt="" /></span>
        <span className={classes.words}>
          <span className={classes.name}>{order.item.name}</span>
          <span className={`${classes.price} number`}>{won(order.total)}</span>
          <span className={classes.badge} data-tone={tone}>{t(`order.say.${key}.badge`)}</span>
          {advice && <span className="small number">{t(`order.say.${key}.title`)}{order.dueAt && <> · {t("order.until", { moment: inSeoul(order.dueAt) })}</>}</span>}
        </span>
      </Link>
    </li>
  );
}
