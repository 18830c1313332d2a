import { useQueryClient } from "@tanstack/react-query";
import type { Contact } from "~/api/types";
import { now } from "~/connection/clock";
import { useTranslation } from "~/text/alerts";
import { ago } from "~/text/times";
import { ContactLine } from "./ContactLine";
import classes from "./Contacts.module.css";
import { PushButton } from "./PushButton";
import { ownContact, unsubscribe } from "./push";

/** The devices that show push messages, and a button for this one. */
export function Push({ contacts }: { contacts: Contact[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  async function removed({ id }: Contact) {
    if (id === ownContact()) await unsubscribe();
    await queries.invalidateQueries({ queryKey: ["push"] });
  }
  return (
    <div className={classes.channel}>
      <h3>{t("channel.push")}</h3>
      <ul className={classes.list}>
        {contacts.map((contact) => (
          <ContactLine key={contact.id} contact={contact} name={contact.label ?? t("contacts.device")} note={t("contacts.since", { ago: ago(contact.createdAt, now()) })} removed={() => void removed(contact)} />
        ))}
      </ul>
      <PushButton />
    </div>
  );
}
