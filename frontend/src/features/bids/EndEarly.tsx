import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "~/api/client";
import type { Item } from "~/api/types";
import { Choice, type Choices } from "~/parts/Choice";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { useTyped } from "~/parts/useTyped";
import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";

type Props = { item: Item; open: boolean; onClose: () => void };

/** End the auction early: sell to the leader, or cancel with a reason. */
export function EndEarly({ item, open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("end.title")}>
      <Question item={item} onClose={onClose} />
    </Sheet>
  );
}

function Question({ item, onClose }: Pick<Props, "item" | "onClose">) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sellable = item.reserveMet !== false;
  const [sell, setSell] = useState(sellable);
  const [reason, setReason] = useTyped(`end ${item.id}`);
  const end = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/items/{itemId}/end", {
          params: { path: { itemId: item.id } },
          body: sell ? { sell } : { sell, reason: reason.trim() || null },
        }),
      ),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries(),
  });
  const selling: Choices[number] = ["sell", t("end.sell"), t("end.sellText", { price: won(item.price) })];
  const cancelling: Choices[number] = ["cancel", t("end.cancel"), t("end.cancelText")];
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); end.mutate(); }}>
      <Choice
        label={t("end.how")}
        value={sell ? "sell" : "cancel"}
        onChange={(value) => setSell(value === "sell")}
        choices={sellable ? [selling, cancelling] : [cancelling]}
      />
      {!sell && (
        <Textarea
          label={t("end.reason")}
          description={t("end.reasonText")}
          maxLength={200}
          autosize={false}
          rows={3}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <Refused error={end.error} field="reason" />
      <Button type="submit" size="lg" color={sell ? "pine" : "red"} loading={end.isPending} disabled={!sell && !reason.trim()}>
        {t(sell ? "end.doSell" : "end.doCancel")}
      </Button>
    </form>
  );
}
