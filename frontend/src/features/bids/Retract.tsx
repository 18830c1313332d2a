import { Button, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, unwrap } from "~/api/client";
import { newKey } from "~/api/idempotency";
import { faultOf } from "~/api/problem";
import type { Item, LogEntry } from "~/api/types";
import { Choice } from "~/parts/Choice";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { useTyped } from "~/parts/useTyped";
import { WonInput } from "~/parts/WonInput";
import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";

type Props = { item: Item; entry: LogEntry; all: boolean; open: boolean; onClose: () => void };

/** Correct a slip, or retract and leave the auction; what follows is said first. `all`: all bids on the item fall. */
export function Retract({ open, onClose, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("retract.title")}>
      <Question onClose={onClose} {...rest} />
    </Sheet>
  );
}

function Question({ item, entry, all, onClose }: Omit<Props, "open">) {
  const { t } = useTranslation();
  const [way, setWay] = useState<"correct" | "leave">("correct");
  const [amount, setAmount] = useState<number | null>(null);
  const [reason, setReason] = useTyped(`retract ${entry.id}`);
  const field = entry.kind === "automatic" ? "maxAmount" : "amount";
  const correction = way === "correct" && amount ? { [field]: amount } : {};
  const retract = useRetract(item, entry, onClose);
  const fault = faultOf(retract.error, field);
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); retract.mutate({ reason: reason.trim(), ...correction }); }}>
      <p>{t(all ? "retract.textAll" : "retract.text", { amount: won(entry.amount) })}</p>
      <Choice
        label={t("retract.how")}
        value={way}
        onChange={(value) => setWay(value as typeof way)}
        choices={[
          ["correct", t("retract.correct"), t("retract.correctText")],
          ["leave", t("retract.leave"), t("retract.leaveText")],
        ]}
      />
      {way === "correct" && (
        <WonInput label={t(entry.kind === "automatic" ? "bid.maximum" : "bid.amount")} value={amount} onChange={setAmount} error={fault} placeholder={t("retract.right")} />
      )}
      <Textarea label={t("retract.reason")} description={t("retract.reasonText")} rows={2} maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      {!fault && <Refused error={retract.error} field="reason" />}
      <Button type="submit" size="lg" color="red" loading={retract.isPending} disabled={!reason.trim() || (way === "correct" && !amount)}>
        {way === "leave" ? t("retract.doLeave") : amount ? t("retract.doCorrect", { amount: won(amount) }) : t("retract.correct")}
      </Button>
    </form>
  );
}

function useRetract(item: Item, entry: LogEntry, onClose: () => void) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const key = useRef(newKey());
  return useMutation({
    mutationFn: (body: { reason: string; amount?: number; maxAmount?: number }) =>
      unwrap(
        api.POST("/api/items/{itemId}/bids/{bidId}/retract", {
          params: { path: { itemId: item.id, bidId: entry.id }, header: { "Idempotency-Key": key.current } },
          body,
        }),
      ),
    onSuccess: ({ outcome }) => {
      notifications.show({ color: outcome === "outbid" ? "red" : "pine", message: t(`retract.${outcome}`), role: "status" });
      onClose();
    },
    onSettled: () => {
      key.current = newKey();
      return queries.invalidateQueries();
    },
  });
}
