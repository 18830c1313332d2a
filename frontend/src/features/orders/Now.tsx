import type { ReactNode } from "react";
import type { Order } from "~/api/types";
import { Icon } from "~/parts/Icon";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./Orders.module.css";
import { amountsOf } from "./amounts";
import { say } from "./saying";

const LARGE = ["paid", "paidMeet"];

/** How the order stands and what to do now; `children` is the button. A payment that is complete is said large. */
export function Now({ order, children }: { order: Order; children?: ReactNode }) {
  const { t } = useTranslation();
  const { key, tone } = say(order);
  const large = LARGE.includes(key);
  const blanks = {
    due: order.dueAt ? inSeoul(order.dueAt) : "",
    ended: order.endedAt ? inSeoul(order.endedAt) : "",
    settled: order.payout?.paidAt ? inSeoul(order.payout.paidAt) : "",
    total: won(order.total),
    payout: won(amountsOf(order).payout),
    why: order.reason ? t(`order.why.${order.reason}`) : "",
  };
  return (
    <div className={classes.now} data-tone={tone} data-large={large || undefined} role="status">
      <h1>{large && <Icon name="check" size={32} />}{t(`order.say.${key}.title`)}</h1>
      <p className="number">{t(`order.say.${key}.text`, blanks)}</p>
      {children}
    </div>
  );
}
