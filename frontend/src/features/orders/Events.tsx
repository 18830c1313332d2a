import type { Order } from "~/api/types";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import classes from "./Orders.module.css";

/** Everything that was done in the order, by whom and when, oldest first. */
export function Events({ events }: Pick<Order, "events">) {
  const { t } = useTranslation();
  return (
    <details className={classes.box}>
      <summary><h2>{t("order.history")}</h2></summary>
      <ul className={classes.events}>
        {events.map(({ act, by, at, data }, number) => (
          <li key={number} className={classes.event}>
            <span>{t(`order.event.${act === "cancel" && by === "seller" ? "cancelSeller" : act}`)} <span className="small dim">{t(`order.by.${by}`)}</span></span>
            <span className="small dim number">{inSeoul(at)}</span>
            {by === "operator" && <p className={classes.said}>{String(data.reason)}</p>}
          </li>
        ))}
      </ul>
    </details>
  );
}
