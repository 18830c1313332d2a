import { NativeSelect, Textarea } from "@mantine/core";
import { Choice } from "~/parts/Choice";
import { WonInput } from "~/parts/WonInput";
import { useTranslation } from "~/text/orders";
import { ko } from "~/text/orders/ko";
import { Photos } from "./Photos";
import type { FieldsProps } from "./useAct";

type Reason = keyof typeof ko.order.reasons;
type Wants = keyof typeof ko.order.wantsOf;
const REASONS = Object.keys(ko.order.reasons) as Reason[];
const WANTS = Object.keys(ko.order.wantsOf) as Wants[];

/** What is wrong with the item, and how the buyer wants it settled. */
export function DisputeFields({ body, change, fault }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect label={t("order.reason")} value={body.reason} error={fault("reason")} data={REASONS.map((value) => ({ value, label: t(`order.reasons.${value}`) }))} onChange={(event) => change({ reason: event.currentTarget.value as Reason })} />
      <Textarea label={t("order.text")} placeholder={t("order.textHint")} rows={4} maxLength={2_000} value={body.text ?? ""} error={fault("text")} onChange={(event) => change({ text: event.currentTarget.value })} />
      <Photos photos={body.photos ?? []} setPhotos={(photos) => change({ photos })} most={5} label={t("chat.evidence")} error={fault("photos")} />
      <Choice label={t("order.wants")} value={body.wants ?? ""} onChange={(wants) => change({ wants: wants as Wants, amount: null })} choices={WANTS.map((value) => [value, t(`order.wantsOf.${value}`), ""])} />
      {body.wants === "part" && <WonInput label={t("order.amount")} value={body.amount ?? null} error={fault("amount")} onChange={(amount) => change({ amount })} />}
    </>
  );
}
