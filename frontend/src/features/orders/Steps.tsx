import type { Order } from "~/api/types";
import { Icon } from "~/parts/Icon";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import classes from "./Orders.module.css";
import { stepsOf } from "./steps";

/** Payment, shipping, confirmation and payout, with the moment of each that is done. */
export function Steps({ order }: { order: Order }) {
  const { t } = useTranslation();
  return (
    <ol className={classes.steps} aria-label={t("order.steps")}>
      {stepsOf(order).map(({ name, at, is }) => (
        <li key={name} className={classes.step} data-is={is} aria-current={is === "now" ? "step" : undefined}>
          <span className={classes.dot}>{is === "done" && <Icon name="check" size={16} />}</span>
          <b>{t(`order.step.${name}`)}</b>
          <span className="number">{at ? inSeoul(at) : <span className="unseen">{t(`order.stepIs.${is}`)}</span>}</span>
        </li>
      ))}
    </ol>
  );
}
