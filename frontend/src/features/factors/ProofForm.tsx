import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import buttons from "~/parts/buttons.module.css";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/factors";
import { CodeInput, isWhole } from "./CodeInput";
import { RefusedPasskey } from "./PasswordStep";
import { hasPasskeys } from "./credentials";
import { FACTORS, useProve } from "./queries";

/** Show one of my second factors: a passkey, a code of the authenticator app, or a recovery code. */
export function ProofForm({ onProven }: { onProven?: () => void }) {
  const { t } = useTranslation();
  const { data: factors } = useQuery(FACTORS);
  const { mutate, isPending, error, variables } = useProve();
  if (!factors) return null;
  const passkey = factors.passkeys.length > 0 && hasPasskeys();
  if (!factors.totp && !factors.passkeys.length) return <NoFactor />;
  return (
    <div className="stack">
      <p>{t("stepUp.text")}</p>
      {passkey && <Button size="lg" loading={isPending && variables === "passkey"} onClick={() => mutate("passkey", { onSuccess: onProven })}>{t("stepUp.passkey")}</Button>}
      <Typed totp={factors.totp} isPending={isPending && variables !== "passkey"} onProof={(proof) => mutate(proof, { onSuccess: onProven })} />
      <RefusedPasskey error={error} />
    </div>
  );
}

type TypedProps = { totp: boolean; isPending: boolean; onProof: (proof: { code: string } | { recoveryCode: string }) => void };

/** The code of the app, or in its place a recovery code. */
function Typed({ totp, isPending, onProof }: TypedProps) {
  const { t } = useTranslation();
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  const turn = () => { setRecovery(!recovery); setCode(""); };
  const byApp = totp && !recovery;
  const shown = totp || recovery;
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); onProof(byApp ? { code } : { recoveryCode: code.trim() }); }}>
      {byApp && <CodeInput label={t("stepUp.code")} value={code} onChange={setCode} />}
      {recovery && <TextInput label={t("stepUp.recovery")} data-autofocus autoComplete="off" autoCapitalize="off" spellCheck={false} maxLength={40} value={code} onChange={(event) => setCode(event.currentTarget.value)} />}
      {shown && <Button type="submit" size="lg" loading={isPending} disabled={byApp ? !isWhole(code) : !code.trim()}>{t("stepUp.check")}</Button>}
      <button type="button" className={buttons.textButton} onClick={turn}>{t(recovery && totp ? "stepUp.useCode" : "stepUp.useRecovery")}</button>
    </form>
  );
}

function NoFactor() {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <p><b>{t("stepUp.none")}</b></p>
      <p>{t("stepUp.noneText")}</p>
      <Button component={Link} to="/settings#factors" size="lg">{t("stepUp.toSettings")}</Button>
    </div>
  );
}
