import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { faultOf } from "~/api/problem";
import type { Contact } from "~/api/types";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/alerts";
import { ContactLine } from "./ContactLine";
import classes from "./Contacts.module.css";
import { useAddContact } from "./queries";

/** Addresses of other programs; the secret of a new one is shown once. */
export function Hooks({ contacts }: { contacts: Contact[] }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState("");
  const add = useAddContact();
  const fault = faultOf(add.error, "address");
  const fresh = add.data?.channel === "hook" ? add.data : undefined;
  return (
    <details className={classes.channel} open={contacts.length > 0 || undefined}>
      <summary><h3>{t("channel.hook")}</h3></summary>
      <p className="dim small">{t("contacts.hookText")}</p>
      <ul className={classes.list}>
        {contacts.map((contact) => (
          <ContactLine key={contact.id} contact={contact} name={contact.address} removed={add.reset}>
            {fresh?.id === contact.id && fresh.secret && (
              <TextInput className={classes.secret} readOnly label={t("contacts.secret")} description={t("contacts.secretText")} value={fresh.secret} onFocus={(event) => event.currentTarget.select()} />
            )}
          </ContactLine>
        ))}
      </ul>
      <form className={classes.add} onSubmit={(event) => { event.preventDefault(); add.mutate({ channel: "hook", address: address.trim() }, { onSuccess: () => setAddress("") }); }}>
        <TextInput type="url" label={t("contacts.hookAddress")} placeholder="https://" value={address} error={fault} onChange={(event) => setAddress(event.currentTarget.value)} />
        <Button type="submit" size="md" variant="light" loading={add.isPending} disabled={!address}>{t("contacts.add")}</Button>
      </form>
      {!fault && <Refused error={add.error} />}
    </details>
  );
}
