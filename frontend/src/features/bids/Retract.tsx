import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "~/api/client";
import type { Item, LogEntry } from "~/api/types";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { won } from "~/text/won";

type Props = { item: Item; entry: LogEntry; all: boolean; open: boolean; onClose: () => void };

/** Retract a bid, in public. With 12 hours or more left, all of one's bids on the item are retracted. */
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
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const retract = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/items/{itemId}/bids/{bidId}/retract", {
          params: { path: { itemId: item.id, bidId: entry.id } },
          body: { reason: reason.trim() },
        }),
      ),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); retract.mutate(); }}>
      <p>{t(all ? "retract.textAll" : "retract.text", { amount: won(entry.amount) })}</p>
      <Textarea
        label={t("retract.reason")}
        description={t("retract.reasonText")}
        rows={3}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Refused error={retract.error} field="reason" />
      <Button type="submit" size="lg" color="red" loading={retract.isPending} disabled={!reason.trim()}>{t("retract.do")}</Button>
    </form>
  );
}
