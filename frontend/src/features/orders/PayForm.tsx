import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, unwrap } from "~/api/client";
import { faultOf } from "~/api/problem";
import type { Order } from "~/api/types";
import { Choice } from "~/parts/Choice";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/orders";
import { won } from "~/text/won";
import classes from "./Orders.module.css";
import { useOrderChange } from "./queries";

type Kind = Order["shippingOptions"][number]["kind"];
type Address = NonNullable<NonNullable<Order["delivery"]>["address"]>;

const BLANK: Address = { name: "", phone: "", postcode: "", line1: "", line2: "" };

/** How and where the buyer receives the item, and the button that pays for both. */
export function PayForm({ order }: { order: Order }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind | undefined>(order.delivery?.kind ?? order.shippingOptions[0]?.kind);
  const [address, setAddress] = useState(order.delivery?.address ?? BLANK);
  const pay = usePay(order);
  const chosen = order.shippingOptions.find((option) => option.kind === kind);
  const fault = (field: string) => faultOf(pay.error, field);
  const total = order.price + (chosen?.fee ?? 0);
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); if (kind) pay.mutate({ kind, address: kind === "meet" ? null : address }); }}>
      <section className={classes.box} aria-labelledby="how">
        <h2 id="how">{t("order.how")}</h2>
        <Choice
          label={t("order.how")}
          value={kind ?? ""}
          onChange={(value) => setKind(value as Kind)}
          choices={order.shippingOptions.map((option) => [option.kind, `${t(`shipping.${option.kind}`)} · ${option.fee ? won(option.fee) : t("shipping.free")}`, t(`order.kindText.${option.kind}`)])}
        />
        {kind === "meet" && <p className="small dim">{t("order.meetText")}</p>}
        {kind === "store" && <p className="small dim">{t("order.storeText")}</p>}
        {kind !== "meet" && <AddressFields address={address} setAddress={setAddress} fault={fault} />}
      </section>
      <Refused error={pay.error} />
      <Button type="submit" size="xl" loading={pay.isPending} disabled={!chosen}>{t("order.act.pay", { total: won(total) })}</Button>
    </form>
  );
}

/** Save the delivery unless it is saved, then go to the provider's page. */
function usePay(order: Order) {
  const path = { orderId: order.id };
  return useOrderChange(order, async (delivery: { kind: Kind; address: Address | null }, key) => {
    const same = JSON.stringify(delivery) === JSON.stringify(order.delivery);
    const saved = same ? order : await unwrap(api.PUT("/api/orders/{orderId}/delivery", { params: { path }, body: delivery }));
    const { checkoutUrl } = await unwrap(api.POST("/api/orders/{orderId}/payments", { params: { path, header: { "Idempotency-Key": key } }, body: {} }));
    location.assign(checkoutUrl);
    return saved;
  });
}

type FieldsProps = { address: Address; setAddress: (address: Address) => void; fault: (field: string) => string | undefined };
const FIELDS = {
  name: { autoComplete: "name", maxLength: 50 },
  phone: { autoComplete: "tel", type: "tel", maxLength: 20 },
  postcode: { autoComplete: "postal-code", inputMode: "numeric", maxLength: 10 },
  line1: { autoComplete: "address-line1", maxLength: 200 },
  line2: { autoComplete: "address-line2", maxLength: 200 },
} as const;

function AddressFields({ address, setAddress, fault }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      {(Object.keys(FIELDS) as (keyof typeof FIELDS)[]).map((name) => (
        <TextInput key={name} label={t(`order.${name}`)} value={address[name] ?? ""} error={fault(`address.${name}`)} onChange={(event) => setAddress({ ...address, [name]: event.currentTarget.value })} {...FIELDS[name]} />
      ))}
      <p className="small dim">{t("order.addressText")}</p>
    </>
  );
}
