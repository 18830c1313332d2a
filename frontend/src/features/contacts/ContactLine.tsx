import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Contact } from "~/api/types";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/alerts";
import { inSeoul } from "~/text/times";
import classes from "./Contacts.module.css";
import { useRemoveContact } from "./queries";

type Props = { contact: Contact; name: string; note?: string; removed?: () => void; children?: ReactNode };

/** One contact: how it is named, how it stands, and a button to remove it. */
export function ContactLine({ contact, name, note, removed, children }: Props) {
  const { t } = useTranslation();
  const remove = useRemoveContact();
  const state = contact.stoppedAt ? t("contacts.stopped", { moment: inSeoul(contact.stoppedAt) }) : note;
  return (
    <li className={classes.contact}>
      <div className={classes.name}>
        <b>{name}</b>
        {state && <span className={`${contact.stoppedAt ? classes.stopped : "dim"} small`}>{state}</span>}
      </div>
      <Button variant="default" size="compact-md" aria-label={t("contacts.removeOf", { name })} loading={remove.isPending} onClick={() => remove.mutate(contact.id, { onSuccess: removed })}>
        {t("contacts.remove")}
      </Button>
      <Refused error={remove.error} />
      {children}
    </li>
  );
}
