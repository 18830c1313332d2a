import { useQuery } from "@tanstack/react-query";
import { Problem } from "~/api/problem";
import classes from "~/features/operators/Console.module.css";
import { DecisionForm } from "~/features/operators/DecisionForm";
import { OrderLine } from "~/features/operators/OrderLine";
import { Sides } from "~/features/operators/Sides";
import { toneOf } from "~/features/operators/people";
import { adminOrderQuery } from "~/features/operators/queries";
import type { AdminOrder } from "~/features/operators/types";
import { Dispute } from "~/features/orders/Dispute";
import { Events } from "~/features/orders/Events";
import { PlaceholderRows, Rows } from "~/parts/Row";
import { Trouble } from "~/parts/Trouble";
import { Link } from "~/router/Link";
import { NotFound } from "~/shell/NotFound";
import { useTranslation } from "~/text/operators";
import { inSeoul } from "~/text/times";
import { Gate } from "./Gate";

export function Component({ id }: { id: string }) {
  return /^\d{1,15}$/.test(id) ? <Gate><ConsoleOrder key={id} id={Number(id)} /></Gate> : <NotFound />;
}

function ConsoleOrder({ id }: { id: number }) {
  const { data, error, refetch } = useQuery(adminOrderQuery(id));
  if (data) return <Shown order={data} />;
  if (error instanceof Problem && error.status === 404) return <NotFound />;
  return error ? <Trouble error={error} again={() => void refetch()} /> : <PlaceholderRows />;
}

/** One column: how the order stands, both sides and the money, what they say, the log, and the decision. */
function Shown({ order }: { order: AdminOrder }) {
  const { t } = useTranslation();
  const { id, state, reason, dueAt, dispute, events, canDecide } = order;
  return (
    <article className={classes.page}>
      <Link className="link" to="/console">{t("console.back")}</Link>
      <div className={classes.now} data-tone={toneOf(state)} role="status">
        <h1>{t("console.order", { id })}: {t(`console.state.${state}`)}</h1>
        {reason && state !== "completed" && <p>{t(`order.why.${reason}`)}</p>}
        {dueAt && <p className="number">{t("console.due", { moment: inSeoul(dueAt) })}</p>}
      </div>
      <Rows><OrderLine order={order} to={`/items/${order.item.id}`} /></Rows>
      <Sides order={order} />
      {dispute && <Dispute dispute={dispute} />}
      <Events events={events} />
      {canDecide ? <DecisionForm order={order} /> : state === "disputed" && <p className="dim">{t("console.cannot")}</p>}
      <Link className="link" to={`/console?tab=trail&target=order:${id}`}>{t("console.trail.of", { target: t("console.order", { id }) })}</Link>
    </article>
  );
}
