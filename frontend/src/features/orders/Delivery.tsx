import type { Order } from "~/api/types";
import { useTranslation } from "~/text/orders";
import classes from "./Orders.module.css";
import { written } from "./phone";

/** How the item is received, where, and the shipments on their way. */
export function Delivery({ order: { delivery, tracking, returnTracking } }: { order: Order }) {
  const { t } = useTranslation();
  if (!delivery) return null;
  const { kind, address } = delivery;
  return (
    <section className={classes.box} aria-labelledby="delivery">
      <h2 id="delivery">{t("order.how")}: {t(`shipping.${kind}`)}</h2>
      {address && (
        <address className={classes.address}>
          <b>{address.name}</b> · <span className="number">{written(address.phone)}</span>
          <br />
          ({address.postcode}) {address.line1} {address.line2}
        </address>
      )}
      {kind === "meet" && <p className="small dim">{t("order.meetText")}</p>}
      {tracking && <Shipment label={t("order.tracking")} shipment={tracking} />}
      {returnTracking && <Shipment label={t("order.returnTracking")} shipment={returnTracking} />}
    </section>
  );
}

function Shipment({ label, shipment: { carrier, trackingNumber, url } }: { label: string; shipment: NonNullable<Order["tracking"]> }) {
  const { t } = useTranslation();
  return (
    <div className="spread">
      <span>
        <span className="dim">{label}</span> {t(`order.carriers.${carrier}`)} <span className="number">{trackingNumber}</span>
      </span>
      {url && <a className={`link ${classes.track}`} href={url} target="_blank" rel="noreferrer">{t("order.track")}</a>}
    </div>
  );
}
