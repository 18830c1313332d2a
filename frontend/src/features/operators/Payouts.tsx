import { Button, SegmentedControl, Textarea } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { faultOf } from "~/api/problem";
import { Choice } from "~/parts/Choice";
import { Line } from "~/parts/Row";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import rows from "~/parts/rows.module.css";
import { useSearchParams } from "~/router/place";
import { useTranslation } from "~/text/operators";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import { List } from "./List";
import { nameOf } from "./people";
import { payoutsQuery, usePayoutAct } from "./queries";
import type { AdminPayout, PayoutAct, PayoutState } from "./types";

const STATES: PayoutState[] = ["due", "sent", "failed", "paid"];

/** Sellers' money by its state, with what an operator can do about each. */
export function Payouts() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const state = STATES.find((one) => one === params.get("state")) ?? "due";
  const list = useInfiniteQuery(payoutsQuery(state));
  return (
    <div className="stack">
      <SegmentedControl
        aria-label={t("console.payout.states")}
        value={state}
        onChange={(to) => setParams(() => new URLSearchParams({ tab: "payouts", state: to }), { replace: true, preventScrollReset: true })}
        data={STATES.map((value) => ({ value, label: t(`payouts.state.${value}`) }))}
      />
      <List list={list} name="payouts" rows={list.data?.pages.flatMap((page) => page.payouts).map((payout) => <Payout key={payout.id} payout={payout} />)} />
    </div>
  );
}

/** The acts that a payout's state allows. */
function actsOf({ state, approvals, approvalsNeeded }: AdminPayout): PayoutAct[] {
  if (state === "sent") return ["paid", "failed"];
  return state === "due" && approvals.length < approvalsNeeded ? ["approve"] : [];
}

function Payout({ payout }: { payout: AdminPayout }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { orderId, seller, amount, approvals, approvalsNeeded, hasAccount, createdAt } = payout;
  const acts = actsOf(payout);
  const names = approvals.map(({ by }) => nameOf(by, t)).join(", ");
  return (
    <>
      <Line
        name={`${nameOf(seller, t)} · ${t("console.order", { id: orderId })}`}
        to={`/console/orders/${orderId}`}
        aside={acts.length > 0 && <Button variant="light" size="md" onClick={() => setOpen(true)}>{t(acts.length > 1 ? "console.payout.note" : "console.payout.acts.approve")}</Button>}
      >
        <span className={`${rows.price} number`}>{won(amount)}</span>
        {approvalsNeeded > 0 && <span className={rows.badge} data-tone={approvals.length < approvalsNeeded ? "wait" : "good"}>{t("console.payout.approvals", { count: approvals.length, needed: approvalsNeeded })}</span>}
        <span className="small number">{[inSeoul(createdAt), names && t("console.payout.approvedBy", { names }), !hasAccount && t("console.payout.noAccount")].filter(Boolean).join(" · ")}</span>
      </Line>
      <Sheet open={open} onClose={() => setOpen(false)} title={t("console.order", { id: orderId })}>
        <ActForm payout={payout} acts={acts} onEnd={() => setOpen(false)} />
      </Sheet>
    </>
  );
}

function ActForm({ payout: { id, seller, amount }, acts, onEnd }: { payout: AdminPayout; acts: PayoutAct[]; onEnd: () => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<PayoutAct | undefined>(acts[0]);
  const [reason, setReason] = useState("");
  const { mutate, isPending, error } = usePayoutAct(id);
  if (!chosen) return null;
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); mutate({ act: chosen, reason: reason.trim() }, { onSuccess: onEnd }); }}>
      {acts.length > 1 && <Choice label={t("console.tab.payouts")} value={chosen} onChange={(value) => setChosen(value as PayoutAct)} choices={acts.map((act) => [act, t(`console.payout.acts.${act}`), ""])} />}
      <p className="number">{t(`console.payout.ask.${chosen}`, { seller: nameOf(seller, t), amount: won(amount) })}</p>
      <Textarea label={t("console.reason")} description={t("console.reasonTrail")} rows={2} maxLength={1_000} value={reason} error={faultOf(error, "reason")} onChange={(event) => setReason(event.currentTarget.value)} />
      <Refused error={error} />
      <Button type="submit" size="lg" color={chosen === "failed" ? "red" : undefined} loading={isPending} disabled={!reason.trim()}>{t(`console.payout.acts.${chosen}`)}</Button>
    </form>
  );
}
