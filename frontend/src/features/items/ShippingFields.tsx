import { Switch } from "@mantine/core";
import { WonInput } from "~/parts/WonInput";
import { useTranslation } from "~/text/i18n";
import classes from "./SellForm.module.css";
import { KINDS, type Kind, type Shipping } from "./shipping";

type Props = { value: Shipping; onChange: (value: Shipping) => void; error: string | undefined };

/** How the buyer may receive the item, and for what fee. */
export function ShippingFields({ value, onChange, error }: Props) {
  const { t } = useTranslation();
  function offer(kind: Kind, on: boolean) {
    const { [kind]: _, ...others } = value;
    onChange(on ? { ...others, [kind]: kind === "meet" ? 0 : null } : others);
  }
  return (
    <fieldset className={classes.shipping}>
      <legend>{t("shipping.label")}</legend>
      {KINDS.map((kind) => (
        <div key={kind} className={classes.way}>
          <Switch label={t(`shipping.${kind}`)} checked={kind in value} onChange={(event) => offer(kind, event.currentTarget.checked)} />
          {kind in value && kind !== "meet" && (
            <WonInput aria-label={t("sell.feeOf", { kind: t(`shipping.${kind}`) })} placeholder={t("shipping.free")} value={value[kind] || null} onChange={(fee) => onChange({ ...value, [kind]: fee })} />
          )}
        </div>
      ))}
      <p className="small dim">{t("sell.shippingText")}</p>
      {error && <p role="alert" className="refused">{error}</p>}
    </fieldset>
  );
}
