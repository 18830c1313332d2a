import type { ReactNode } from "react";
import { hasLeft } from "~/parts/hasLeft";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/operators";
import { won } from "~/text/won";
import classes from "./Console.module.css";
import { nameOf } from "./people";
import type { AdminOrder } from "./types";

/** Who sold to whom, for how much, and what is shipped with which number. */
export function Sides({ order }: { order: AdminOrder }) {
  const { t } = useTranslation();
  const { price, shippingFee, fee, total, tracking, returnTracking } = order;
  const shipments = [["order.tracking", tracking], ["order.returnTracking", returnTracking]] as const;
  return (
    <section className={classes.box} aria-labelledby="sides">
      <h2 id="sides">{t("console.sides")}</h2>
      <dl className={classes.facts}>
        {(["seller", "buyer"] as const).map((side) => (
          <Fact key={side} name={t(`console.${side}`)}>
            {hasLeft(order[side].id) ? nameOf(order[side], t) : <Link className="link" to={`/users/${order[side].id}`}>{nameOf(order[side], t)}</Link>}
          </Fact>
        ))}
        <Fact name={t("order.price")}>{won(price)}</Fact>
        {shippingFee !== null && <Fact name={t("order.shipping")}>{won(shippingFee)}</Fact>}
        <Fact name={t("order.total")}><b>{won(total)}</b></Fact>
        {fee > 0 && <Fact name={t("order.fee")}>{won(fee)}</Fact>}
        {shipments.map(([name, shipment]) => shipment && (
          <Fact key={name} name={t(name)}>
            {t(`order.carriers.${shipment.carrier}`)} {shipment.trackingNumber}
            {shipment.url && <> <a className="link" href={shipment.url} target="_blank" rel="noreferrer">{t("order.track")}</a></>}
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="number">{children}</dd>
    </>
  );
}
