import { Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { Controller, type UseFormReturn } from "react-hook-form";
import { now } from "~/connection/clock";
import { Duration } from "~/parts/Duration";
import { WonInput } from "~/parts/WonInput";
import { useTranslation } from "~/text/i18n";
import { boxOfSeoul } from "~/text/times";
import classes from "./SellForm.module.css";
import { ShippingFields } from "./ShippingFields";
import { TextField } from "./TextField";
import type { Words } from "./draft";
import { TEXT_FIELDS } from "./textFields";

type Form = UseFormReturn<Words>;

/** Every term of a listing but its photos: for a new one, for a change before the first bid, for a relisting. */
export function ListingFields({ form, withStart = true }: { form: Form; withStart?: boolean }) {
  const { t } = useTranslation();
  const { reserve, buyNow, start } = form.getValues();
  const [more, setMore] = useState(Boolean(reserve || buyNow || start));
  const faults = form.formState.errors;
  return (
    <>
      {TEXT_FIELDS.map((field) => <TextField key={field.name} field={field} error={faults[field.name]?.message} {...form.register(field.name)} />)}
      <Money form={form} name="price" label={t("sell.price")} placeholder={t("sell.priceHint")} />
      <Controller
        control={form.control}
        name="length"
        render={({ field }) => <Duration value={field.value} onChange={field.onChange} error={faults.length?.message} />}
      />
      <Controller
        control={form.control}
        name="shipping"
        render={({ field }) => <ShippingFields value={field.value} onChange={field.onChange} error={faults.shipping?.message} />}
      />
      <Switch label={t("sell.more")} description={t("sell.moreText")} checked={more} onChange={(event) => setMore(event.currentTarget.checked)} />
      {more && (
        <div className={classes.more}>
          <Money form={form} name="reserve" label={t("sell.reserve")} description={t("sell.reserveText")} />
          <Money form={form} name="buyNow" label={t("sell.buyNow")} description={t("sell.buyNowText")} />
          {withStart && <TextInput type="datetime-local" label={t("sell.start")} description={t("sell.startText")} min={boxOfSeoul(now())} inputWrapperOrder={["label", "input", "description", "error"]} error={faults.start?.message} {...form.register("start")} />}
        </div>
      )}
    </>
  );
}

type MoneyProps = {
  form: Form;
  name: "price" | "reserve" | "buyNow";
  label: string;
  placeholder?: string;
  description?: string;
};

function Money({ form, name, ...rest }: MoneyProps) {
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field, fieldState }) => (
        <WonInput {...rest} value={field.value} onChange={field.onChange} onBlur={field.onBlur} error={fieldState.error?.message} />
      )}
    />
  );
}
