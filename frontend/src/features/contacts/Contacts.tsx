import { Trouble } from "~/parts/Trouble";
import { useTranslation } from "~/text/alerts";
import classes from "./Contacts.module.css";
import { Hooks } from "./Hooks";
import { Mail } from "./Mail";
import { Push } from "./Push";
import { useContacts } from "./queries";

/** Where notifications are sent: mail addresses, devices with push, and hooks. */
export function Contacts() {
  const { t } = useTranslation();
  const { data, error, refetch } = useContacts();
  const of = (channel: string) => data?.contacts.filter((contact) => contact.channel === channel) ?? [];
  return (
    <section className={classes.box} aria-labelledby="contacts">
      <h2 id="contacts">{t("contacts.title")}</h2>
      {error && !data && <Trouble error={error} again={() => void refetch()} />}
      {data && <Mail contacts={of("mail")} on={data.mail} />}
      {data && <Push contacts={of("push")} />}
      {data && <Hooks contacts={of("hook")} />}
    </section>
  );
}
