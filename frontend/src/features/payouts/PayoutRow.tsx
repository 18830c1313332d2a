import type { components } from "~/api/schema";
import type { Tone } from "~/live/situation";
import { Line } from "~/parts/Row";
import rows from "~/parts/rows.module.css";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";

type Payout = components["schemas"]["Payout"];

const TONES: Record<Payout["state"], Tone> = { due: "wait", sent: "wait", paid: "good", failed: "bad" };

/** What I earned by one order and where it is, with a link to the order. */
export function PayoutRow({ payout: { orderId, amount, state, createdAt, sentAt, decidedAt } }: { payout: Payout }) {
  const { t } = useTranslation();
  const moment = { due: createdAt, sent: sentAt, paid: decidedAt, failed: decidedAt }[state] ?? createdAt;
  return (
    <Line to={`/orders/${orderId}`} name={t("payouts.order", { id: orderId })}>
      <span className={`${rows.price} number`}>{won(amount)}</span>
      <span className={rows.badge} data-tone={TONES[state]}>{t(`payouts.state.${state}`)}</span>
      <span className="small number">{t(`payouts.text.${state}`, { moment: inSeoul(moment) })}</span>
    </Line>
  );
}
