import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "~/text/orders";
import { ko } from "~/text/orders/ko";
import type { FieldsProps } from "./useAct";

type Carrier = keyof typeof ko.order.carriers;
const CARRIERS = Object.keys(ko.order.carriers) as Carrier[];

/** The carrier and the tracking number of a shipment. */
export function TrackingFields({ body, change, fault }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect label={t("order.carrier")} value={body.carrier ?? undefined} error={fault("carrier")} data={CARRIERS.map((value) => ({ value, label: t(`order.carriers.${value}`) }))} onChange={(event) => change({ carrier: event.currentTarget.value as Carrier })} />
      <TextInput label={t("order.trackingNumber")} inputMode="numeric" autoComplete="off" maxLength={40} value={body.trackingNumber ?? ""} error={fault("trackingNumber")} onChange={(event) => change({ trackingNumber: event.currentTarget.value })} />
    </>
  );
}
