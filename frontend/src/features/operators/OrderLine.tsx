import { Row } from "~/parts/Row";
import rows from "~/parts/rows.module.css";
import { useTranslation } from "~/text/operators";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import { nameOf, toneOf } from "./people";
import type { AdminOrder } from "./types";

/** What was sold by whom to whom, how the order stands, and by when; a link to its page in the console, or elsewhere. */
export function OrderLine({ order: { id, item, total, state, seller, buyer, dueAt, dispute }, to = `/console/orders/${id}` }: { order: AdminOrder; to?: string }) {
  const { t } = useTranslation();
  return (
    <Row item={item} to={to}>
      <span className={`${rows.price} number`}>{won(total)}</span>
      <span className={rows.badge} data-tone={toneOf(state)}>{t(`console.state.${state}`)}{dispute && <> · {t(`order.reasons.${dispute.reason}`)}</>}</span>
      <span className="small number">{nameOf(seller, t)} → {nameOf(buyer, t)}{dueAt && <> · {t("console.due", { moment: inSeoul(dueAt) })}</>}</span>
    </Row>
  );
}
