import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { faultOf } from "~/api/problem";
import { Choice } from "~/parts/Choice";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { WonInput } from "~/parts/WonInput";
import { useTranslation } from "~/text/operators";
import { ko } from "~/text/operators/ko";
import { won } from "~/text/won";
import classes from "./Console.module.css";
import { consequenceOf } from "./consequence";
import { nameOf } from "./people";
import { useDecide } from "./queries";
import type { AdminOrder, Decision, Outcome } from "./types";

const OUTCOMES = Object.keys(ko.console.outcomes) as Outcome[];

/** Decide a dispute: the outcome, its amount, the reason, and then in words what happens to the money. */
export function DecisionForm({ order }: { order: AdminOrder }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome>("refund");
  const [amount, setAmount] = useState<number | null>(order.dispute?.amount ?? null);
  const [reason, setReason] = useState("");
  const [open, setOpen] = useState(false);
  const part = outcome === "part";
  const { mutate, isPending, error, reset } = useDecide(order);
  const body: Decision = { outcome, amount: part ? amount : null, reason: reason.trim() };
  const ready = body.reason && (!part || (amount !== null && amount > 0 && amount < order.total));
  return (
    <form className={classes.box} aria-labelledby="decide" noValidate onSubmit={(event) => { event.preventDefault(); reset(); setOpen(true); }}>
      <h2 id="decide">{t("console.decide")}</h2>
      <Choice label={t("console.outcome")} value={outcome} onChange={(value) => setOutcome(value as Outcome)} choices={OUTCOMES.map((value) => [value, t(`console.outcomes.${value}`), t(`console.outcomeText.${value}`)])} />
      {part && <WonInput label={t("console.amount")} value={amount} error={faultOf(error, "amount")} onChange={setAmount} />}
      <Textarea label={t("console.reason")} description={t("console.reasonText")} rows={3} maxLength={1_000} value={reason} error={faultOf(error, "reason")} onChange={(event) => setReason(event.currentTarget.value)} />
      <Button type="submit" size="lg" disabled={!ready}>{t("console.check")}</Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t("console.confirmTitle")}>
        <div className="stack">
          <p><b>{t(`console.outcomes.${outcome}`)}</b></p>
          <Consequence order={order} outcome={outcome} amount={amount ?? 0} />
          <p className={classes.said}>{body.reason}</p>
          <Refused error={error} />
          <Button size="lg" color="red" loading={isPending} onClick={() => mutate(body, { onSuccess: () => setOpen(false) })}>{t("console.confirm")}</Button>
        </div>
      </Sheet>
    </form>
  );
}

function Consequence({ order, outcome, amount }: { order: AdminOrder; outcome: Outcome; amount: number }) {
  const { t } = useTranslation();
  const { key, refund, payout } = consequenceOf(order, outcome, amount);
  const blanks = { buyer: nameOf(order.buyer, t), seller: nameOf(order.seller, t), refund: won(refund), payout: won(payout) };
  return (
    <p className="number">
      {t(`console.will.${key}`, blanks)} {payout > 0 && order.fee > 0 && t("console.fee", { fee: won(order.fee) })} {t("console.final")}
    </p>
  );
}
