import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { Problem, faultOf } from "~/api/problem";
import type { Contact } from "~/api/types";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/alerts";
import { ContactLine } from "./ContactLine";
import classes from "./Contacts.module.css";
import { useAddContact, useVerifyContact } from "./queries";

/** Mail addresses; a new one is used once its code was entered. */
export function Mail({ contacts, on }: { contacts: Contact[]; on: boolean }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState("");
  const [password, setPassword] = useState("");
  const add = useAddContact();
  const fault = (field: string) => faultOf(add.error, field);
  const wrong = add.error instanceof Problem && add.error.code === "wrong_password" ? add.error.words : undefined;
  // a sign-in of some minutes ago is not enough: by a mail address an account can be taken over
  const asksPassword = password !== "" || wrong !== undefined || fault("currentPassword") !== undefined;
  const send = (to: string) => add.mutate({ channel: "mail", address: to, ...(password && { currentPassword: password }) }, { onSuccess: () => { setAddress(""); setPassword(""); } });
  return (
    <div className={classes.channel}>
      <h3>{t("channel.mail")}</h3>
      {!on && <p role="status" className={classes.off}>{t("contacts.mailOff")}</p>}
      <ul className={classes.list}>
        {contacts.map((contact) => (
          <ContactLine key={contact.id} contact={contact} name={contact.address} note={contact.verifiedAt ? t("contacts.verified") : t("contacts.unverified")}>
            {!contact.verifiedAt && on && <Code contact={contact} again={() => { setAddress(contact.address); send(contact.address); }} />}
          </ContactLine>
        ))}
      </ul>
      {on && (
        <form className={classes.add} onSubmit={(event) => { event.preventDefault(); send(address.trim()); }}>
          <TextInput type="email" autoComplete="email" label={t("contacts.address")} value={address} error={fault("address")} onChange={(event) => setAddress(event.currentTarget.value)} />
          {asksPassword && (
            <PasswordInput label={t("settings.current")} description={t("contacts.passwordText")} autoComplete="current-password" value={password} error={wrong} aria-invalid={Boolean(wrong)} onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} />
          )}
          <Button type="submit" size="md" variant="light" loading={add.isPending} disabled={!address.includes("@")}>{t("contacts.add")}</Button>
        </form>
      )}
      {!fault("address") && !asksPassword && <Refused error={add.error} />}
    </div>
  );
}

const DIGITS = 6;

function Code({ contact, again }: { contact: Contact; again: () => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const verify = useVerifyContact(contact.id);
  const fault = faultOf(verify.error, "code");
  return (
    <form className={classes.code} onSubmit={(event) => { event.preventDefault(); verify.mutate(code); }}>
      <TextInput
        label={t("contacts.code")}
        description={t("contacts.codeText", { address: contact.address })}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={DIGITS}
        value={code}
        error={fault}
        onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, ""))}
      />
      {!fault && <Refused error={verify.error} />}
      <div className="row">
        <Button type="submit" size="md" loading={verify.isPending} disabled={code.length < DIGITS}>{t("contacts.verify")}</Button>
        <Button variant="subtle" size="md" onClick={() => { verify.reset(); setCode(""); again(); }}>{t("contacts.again")}</Button>
      </div>
    </form>
  );
}
