import type { Order } from "~/api/types";
import { hasLeft } from "~/parts/hasLeft";
import { Row } from "~/parts/Row";
import { Thumb } from "~/parts/Thumb";
import rows from "~/parts/rows.module.css";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import { say } from "./saying";

/** What was sold, to or by whom, with links to both. */
export function OrderItem({ order: { item, other, role, price } }: { order: Order }) {
  const { t } = useTranslation();
  const left = hasLeft(other.id);
  const name = left ? t("user.left") : (other.nickname ?? other.id);
  return (
    <div className={rows.item}>
      <Link to={`/items/${item.id}`} className={rows.picture} tabIndex={-1} aria-hidden="true"><Thumb picture={item.images[0]} alt="" /></Link>
      <div className={rows.words}>
        <Link to={`/items/${item.id}`} className={rows.name}>{item.name}</Link>
        <span className={`${rows.price} number`}>{won(price)}</span>
        <span className="small dim">
          {left ? t(`order.with.${role}`, { name }) : <Link to={`/users/${other.id}`}>{t(`order.with.${role}`, { name })}</Link>}
        </span>
      </div>
    </div>
  );
}

/** One of my orders in a list: what it is, its total and how it stands, and what to do by when. */
export function OrderRow({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { key, tone } = say(order);
  return (
    <Row item={order.item} to={`/orders/${order.id}`}>
      <span className={`${rows.price} number`}>{won(order.total)}</span>
      <span className={rows.badge} data-tone={tone}>{t(`order.say.${key}.badge`)}</span>
      {order.unreadMessages > 0 && <span className={rows.badge} data-tone="wait">{t("chat.unread", { count: order.unreadMessages })}</span>}
      <span className="small number">{t(`order.say.${key}.title`)}{order.dueAt && <> · {t("order.until", { moment: inSeoul(order.dueAt) })}</>}</span>
    </Row>
  );
}
