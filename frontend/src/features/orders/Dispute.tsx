import type { Order } from "~/api/types";
import { useTranslation } from "~/text/orders";
import { won } from "~/text/won";
import classes from "./Orders.module.css";

/** The problem that the buyer reported, and how they want it settled. */
export function Dispute({ dispute }: { dispute: NonNullable<Order["dispute"]> }) {
  const { t } = useTranslation();
  const { reason, text, wants, amount } = dispute;
  return (
    <section className={classes.box} aria-labelledby="dispute">
      <h2 id="dispute">{t("order.disputed")}</h2>
      <p><b>{t(`order.reasons.${reason}`)}</b></p>
      <p className={classes.said}>{text}</p>
      <dl className={classes.facts}>
        <dt>{t("order.wants")}</dt>
        <dd>{amount !== null ? t("order.wantsPart", { amount: won(amount) }) : t(`order.wantsOf.${wants}`)}</dd>
      </dl>
    </section>
  );
}
