import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, unwrap } from "~/api/client";
import { newKey } from "~/api/idempotency";
import type { Item, LogEntry } from "~/api/types";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { useTyped } from "~/parts/useTyped";
import { useTranslation } from "~/text/i18n";

type Props = { item: Item; entry: LogEntry; open: boolean; onClose: () => void };

/** The seller strikes the bidder of this entry out of the auction, in public and with a reason. */
export function Strike({ item, entry, open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("strike.title", { bidder: entry.bidder })}>
      <Question item={item} entry={entry} onClose={onClose} />
    </Sheet>
  );
}

function Question({ item, entry, onClose }: Omit<Props, "open">) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const key = useRef(newKey());
  const [reason, setReason] = useTyped(`strike ${entry.id}`);
  const strike = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/items/{itemId}/strike", {
          params: { path: { itemId: item.id }, header: { "Idempotency-Key": key.current } },
          body: { bidId: entry.id, reason: reason.trim() },
        }),
      ),
    onSuccess: onClose,
    onSettled: () => {
      key.current = newKey();
      return queries.invalidateQueries();
    },
  });
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); strike.mutate(); }}>
      <p>{t("strike.text")}</p>
      <Textarea label={t("strike.reason")} description={t("strike.reasonText")} rows={3} maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Refused error={strike.error} field="reason" />
      <Button type="submit" size="lg" color="red" loading={strike.isPending} disabled={!reason.trim()}>{t("strike.do")}</Button>
    </form>
  );
}
