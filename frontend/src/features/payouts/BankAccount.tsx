import { Button, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { Problem, faultOf } from "~/api/problem";
import type { components } from "~/api/schema";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/orders";
import classes from "./Payouts.module.css";
import { BANKS } from "./banks";
import { useChangeAccount } from "./queries";

type Account = components["schemas"]["Account"];

/** The bank account that my money goes to, and the form that changes it, which is open while there is none. */
export function BankAccount({ account }: { account: Account | null }) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState(false);
  return (
    <section className={classes.box} aria-labelledby="account">
      <h2 id="account">{t("payouts.account")}</h2>
      <p className="small dim">{t(account ? "payouts.accountText" : "payouts.noAccount")}</p>
      {account && <p><b>{account.bank}</b> <span className="number">{account.number}</span> · {account.holder}</p>}
      {account && !changing && <Button variant="default" size="md" onClick={() => setChanging(true)}>{t("payouts.change")}</Button>}
      {(changing || !account) && <AccountForm onEnd={account ? () => setChanging(false) : undefined} />}
    </section>
  );
}

const BLANK = { bank: "", number: "", holder: "", currentPassword: "" };

/** `onEnd` closes the form, where there is an account to keep. */
function AccountForm({ onEnd }: { onEnd?: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState(BLANK);
  const save = useChangeAccount();
  const wrong = save.error instanceof Problem && save.error.code === "wrong_password" ? save.error.words : faultOf(save.error, "currentPassword");
  const field = (name: keyof typeof BLANK) => ({
    label: t(name === "currentPassword" ? "settings.current" : `payouts.${name}`),
    value: form[name],
    error: name === "currentPassword" ? wrong : faultOf(save.error, name),
    onChange: (event: { currentTarget: { value: string } }) => setForm({ ...form, [name]: event.currentTarget.value }),
  });
  const onSuccess = () => {
    notifications.show({ color: "pine", message: t("payouts.saved"), role: "status" });
    onEnd?.();
  };
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); save.mutate(form, { onSuccess }); }}>
      <NativeSelect {...field("bank")} data={[{ value: "", label: t("payouts.choose"), disabled: true }, ...BANKS]} />
      <TextInput {...field("number")} inputMode="numeric" autoComplete="off" maxLength={24} />
      <TextInput {...field("holder")} autoComplete="name" maxLength={40} />
      <PasswordInput {...field("currentPassword")} autoComplete="current-password" visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} />
      {!wrong && <Refused error={save.error} />}
      <div className="row">
        <Button type="submit" size="md" loading={save.isPending} disabled={Object.values(form).some((text) => !text.trim())}>{t("save")}</Button>
        {onEnd && <Button variant="subtle" size="md" onClick={onEnd}>{t("payouts.keep")}</Button>}
      </div>
    </form>
  );
}
