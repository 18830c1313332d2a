import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useState } from "react";
import { faultOf } from "~/api/problem";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/factors";
import { CodeInput, isWhole } from "./CodeInput";
import classes from "./Factors.module.css";
import { PasswordStep } from "./PasswordStep";
import { RecoveryCodes } from "./RecoveryCodes";
import { useBeginTotp, useConfirmTotp } from "./queries";

/** Add an authenticator app: the password, the secret with its first code, and the recovery codes if these are new. */
export function AddTotp({ onEnd }: { onEnd: () => void }) {
  const { t } = useTranslation();
  const begin = useBeginTotp();
  const [codes, setCodes] = useState<string[] | null>(null);
  const confirmed = ({ recoveryCodes }: { recoveryCodes: string[] | null }) => {
    notifications.show({ color: "pine", message: t("factors.totpAdded"), role: "status" });
    if (recoveryCodes) setCodes(recoveryCodes);
    else onEnd();
  };
  if (codes) return <RecoveryCodes codes={codes} onEnd={onEnd} />;
  if (begin.data) return <Secret {...begin.data} onConfirmed={confirmed} />;
  return <PasswordStep error={begin.error} isPending={begin.isPending} onPassword={(password) => begin.mutate(password)} submit={t("factors.next")} />;
}

type Props = { secret: string; qr: string; onConfirmed: (answer: { recoveryCodes: string[] | null }) => void };

function Secret({ secret, qr, onConfirmed }: Props) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const { mutate, isPending, error } = useConfirmTotp();
  const fault = faultOf(error, "code");
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); mutate(code, { onSuccess: onConfirmed }); }}>
      <p>{t("factors.scan")}</p>
      <Qr svg={qr} />
      <div>
        <p className="small dim">{t("factors.secret")}</p>
        <p className={classes.secret}>{secret.replace(/(.{4})(?=.)/g, "$1 ")}</p>
      </div>
      <CodeInput label={t("factors.code")} value={code} error={fault} onChange={setCode} />
      {!fault && <Refused error={error} />}
      <Button type="submit" size="lg" loading={isPending} disabled={!isWhole(code)}>{t("factors.confirm")}</Button>
    </form>
  );
}

/** A drawing of the server as an image, which runs nothing. */
function Qr({ svg }: { svg: string }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return url ? <img className={classes.qr} src={url} alt={t("factors.qr")} /> : <span className={classes.qr} />;
}
