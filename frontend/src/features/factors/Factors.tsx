import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useNow } from "~/connection/clock";
import { Sheet } from "~/parts/Sheet";
import { Refused, Trouble } from "~/parts/Trouble";
import { useTranslation } from "~/text/factors";
import { ago, inSeoul } from "~/text/times";
import { AddPasskey } from "./AddPasskey";
import { AddTotp } from "./AddTotp";
import classes from "./Factors.module.css";
import { RecoveryCodes } from "./RecoveryCodes";
import { hasPasskeys } from "./credentials";
import { FACTORS, useRemoveFactor, useRenewCodes } from "./queries";

type Dialog = { name: "totp" } | { name: "passkey" } | { name: "renew" } | { name: "remove"; id: number | "totp"; label: string };

/** My second factors: the authenticator app, the passkeys, and how many recovery codes are left. */
export function Factors() {
  const { t } = useTranslation();
  const time = useNow();
  const { data, error, refetch } = useQuery(FACTORS);
  const [dialog, setDialog] = useState<Dialog>({ name: "totp" });
  const [open, setOpen] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  // the browser looked for it before it was drawn
  useEffect(() => {
    if (location.hash === "#factors") heading.current?.scrollIntoView();
  }, []);
  const show = (next: Dialog) => { setDialog(next); setOpen(true); };
  const remove = (id: number | "totp", label: string) => <Remove label={label} onClick={() => show({ name: "remove", id, label })} />;
  return (
    <section className={classes.box} aria-labelledby="factors">
      <h2 id="factors" ref={heading}>{t("factors.title")}</h2>
      <p className="small dim">{t("factors.text")}</p>
      {error && !data && <Trouble error={error} again={() => void refetch()} />}
      {data && (
        <>
          <ul className={classes.list}>
            {data.totp && <Line name={t("factors.totp")} note={t("factors.totpOn")}>{remove("totp", t("factors.totp"))}</Line>}
            {data.passkeys.map(({ id, label, createdAt, usedAt }) => (
              <Line key={id} name={label} note={`${t("factors.passkeys")} · ${t("factors.added", { moment: inSeoul(createdAt) })} · ${usedAt ? t("factors.used", { ago: ago(usedAt, time) }) : t("factors.unused")}`}>
                {remove(id, label)}
              </Line>
            ))}
            {(data.totp || data.passkeys.length > 0) && (
              <Line name={t("factors.codes")} note={t("factors.codesLeft", { count: data.recoveryCodes })}>
                <Button variant="default" size="compact-md" onClick={() => show({ name: "renew" })}>{t("factors.renew")}</Button>
              </Line>
            )}
          </ul>
          <div className={classes.buttons}>
            {!data.totp && <Button variant="light" size="md" onClick={() => show({ name: "totp" })}>{t("factors.addTotp")}</Button>}
            {hasPasskeys() && <Button variant="light" size="md" onClick={() => show({ name: "passkey" })}>{t("factors.addPasskey")}</Button>}
          </div>
          <p className="small dim">{t(hasPasskeys() ? "factors.passkeyText" : "factors.passkeyNowhere")}</p>
        </>
      )}
      <Sheet open={open} onClose={() => setOpen(false)} title={titleOf(dialog, t)}>
        <Content dialog={dialog} onEnd={() => setOpen(false)} />
      </Sheet>
    </section>
  );
}

function titleOf(dialog: Dialog, t: ReturnType<typeof useTranslation>["t"]): string {
  if (dialog.name === "remove") return t("factors.removeTitle", { name: dialog.label });
  return t(({ totp: "factors.totpTitle", passkey: "factors.passkeyTitle", renew: "factors.codes" } as const)[dialog.name]);
}

function Content({ dialog, onEnd }: { dialog: Dialog; onEnd: () => void }) {
  if (dialog.name === "totp") return <AddTotp onEnd={onEnd} />;
  if (dialog.name === "passkey") return <AddPasskey onEnd={onEnd} />;
  return dialog.name === "renew" ? <Renew onEnd={onEnd} /> : <Removing id={dialog.id} onEnd={onEnd} />;
}

function Line({ name, note, children }: { name: string; note: string; children: ReactNode }) {
  return (
    <li className={classes.line}>
      <span className={classes.name}>
        <b>{name}</b>
        <span className="small dim">{note}</span>
      </span>
      {children}
    </li>
  );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  const { t } = useTranslation();
  return <Button variant="default" size="compact-md" aria-label={t("factors.removeNamed", { name: label })} onClick={onClick}>{t("factors.remove")}</Button>;
}

function Removing({ id, onEnd }: { id: number | "totp"; onEnd: () => void }) {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useRemoveFactor();
  return (
    <div className="stack">
      <p>{t("factors.removeText")}</p>
      <Refused error={error} />
      <Button size="lg" color="red" loading={isPending} onClick={() => mutate(id, { onSuccess: onEnd })}>{t("factors.remove")}</Button>
    </div>
  );
}

function Renew({ onEnd }: { onEnd: () => void }) {
  const { t } = useTranslation();
  const { mutate, isPending, error, data } = useRenewCodes();
  if (data) return <RecoveryCodes codes={data.recoveryCodes} onEnd={onEnd} />;
  return (
    <div className="stack">
      <p>{t("factors.renewText")}</p>
      <Refused error={error} />
      <Button size="lg" loading={isPending} onClick={() => mutate()}>{t("factors.renew")}</Button>
    </div>
  );
}
