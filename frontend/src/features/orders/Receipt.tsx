import type { ReactNode } from "react";
import type { Order } from "~/api/types";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./Orders.module.css";
import { amountsOf } from "./amounts";

/** What is paid for what, and goes back; for the seller, what is paid out. */
export function Receipt({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { id, role, price, shippingFee, fee, total, payment, paidAt, payout: settled } = order;
  const { refund, payout } = amountsOf(order);
  const method = payment?.method === "sandbox" ? t("order.sandbox") : payment?.method;
  return (
    <section className={classes.box} aria-labelledby="receipt">
      <h2 id="receipt">{t("order.receipt")}</h2>
      <dl className={`${classes.facts} number`}>
        <Fact name={t("order.price")}>{won(price)}</Fact>
        {shippingFee !== null && <Fact name={t("order.shipping")}>{won(shippingFee)}</Fact>}
        <Fact name={t("order.total")} large={role === "buyer"}>{won(total)}</Fact>
        {paidAt && refund > 0 && <Fact name={t("order.refund")}>−{won(refund)}</Fact>}
        {role === "seller" && fee !== null && fee > 0 && <Fact name={t("order.fee")}>−{won(fee)}</Fact>}
        {role === "seller" && payout > 0 && <Fact name={t("order.payout")} large>{won(payout)}</Fact>}
        {paidAt && <Fact name={t("order.paidAt")}>{inSeoul(paidAt)}</Fact>}
        {paidAt && method && <Fact name={t("order.method")}>{method}</Fact>}
        {settled?.paidAt && <Fact name={t("order.settledAt")}>{inSeoul(settled.paidAt)}</Fact>}
      </dl>
      {role === "seller" && paidAt && <Link to="/payouts" className="link">{t("payouts.see")}</Link>}
      <p className="small dim number">{t("order.number", { id })}</p>
    </section>
  );
}

function Fact({ name, large = false, children }: { name: string; large?: boolean; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={large ? classes.total : undefined}>{children}</dd>
    </>
  );
}
