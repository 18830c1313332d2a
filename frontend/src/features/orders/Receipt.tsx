import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Order } from "~/api/types";
import { hasLeft } from "~/parts/hasLeft";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./Orders.module.css";
import { amountsOf } from "./amounts";

type Props = { order: Order; mine: string; children: ReactNode };

/** What is paid for what, by whom to whom, and goes back; for the seller, what is paid out. It is what the page prints.
 * `mine` is the reader's nickname, `children` says who runs the site. */
export function Receipt({ order, mine, children }: Props) {
  const { t } = useTranslation();
  const { id, item, other, role, price, shippingFee, fee, total, payment, paidAt, endedAt, payout: settled } = order;
  const { refund, payout } = amountsOf(order);
  const theirs = hasLeft(other.id) ? t("user.left") : (other.nickname ?? other.id);
  const method = payment?.method === "sandbox" ? t("order.sandbox") : payment?.method;
  return (
    <section className={`${classes.box} ${classes.receipt}`} aria-labelledby="receipt">
      <h2 id="receipt">{t("order.receipt")}</h2>
      <dl className={`${classes.facts} number`}>
        <Fact name={t("order.item")}>{item.name}</Fact>
        {(["buyer", "seller"] as const).map((side) => <Fact key={side} name={t(`order.by.${side}`)}>{side === role ? mine : theirs}</Fact>)}
        <Fact name={t("order.price")}>{won(price)}</Fact>
        {shippingFee !== null && <Fact name={t("order.shipping")}>{won(shippingFee)}</Fact>}
        <Fact name={t("order.total")} large={role === "buyer"}>{won(total)}</Fact>
        {paidAt && refund > 0 && <Fact name={t("order.refund")}>−{won(refund)}</Fact>}
        {role === "seller" && fee !== null && fee > 0 && <Fact name={t("order.fee")}>−{won(fee)}</Fact>}
        {role === "seller" && payout > 0 && <Fact name={t("order.payout")} large>{won(payout)}</Fact>}
        {paidAt && <Fact name={t("order.paidAt")}>{inSeoul(paidAt)}</Fact>}
        {endedAt && <Fact name={t("order.endedAt")}>{inSeoul(endedAt)}</Fact>}
        {paidAt && method && <Fact name={t("order.method")}>{method}</Fact>}
        {settled?.paidAt && <Fact name={t("order.settledAt")}>{inSeoul(settled.paidAt)}</Fact>}
      </dl>
      {role === "seller" && paidAt && <Link to="/payouts" className="link">{t("payouts.see")}</Link>}
      <div className="small dim">
        <p className="number">{t("order.number", { id })}</p>
        {children}
      </div>
      <Button variant="default" className={classes.print} onClick={() => print()}>{t("order.print")}</Button>
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
