import { Button, PasswordInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Problem, faultOf } from "~/api/problem";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/factors";

type Props = { error: unknown; isPending: boolean; onPassword: (password: string) => void; submit: string; children?: ReactNode };

/** The form that a new factor begins with; `children` are its other fields. */
export function PasswordStep({ error, isPending, onPassword, submit, children }: Props) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const wrong = error instanceof Problem && error.code === "wrong_password" ? error.words : faultOf(error, "currentPassword");
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); onPassword(password); }}>
      <p>{t("factors.passwordText")}</p>
      {children}
      <PasswordInput label={t("settings.current")} autoComplete="current-password" value={password} error={wrong} aria-invalid={Boolean(wrong)} onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} />
      {!wrong && <RefusedPasskey error={error} />}
      <Button type="submit" size="lg" loading={isPending} disabled={!password}>{submit}</Button>
    </form>
  );
}

/** The error of an act that may be the browser's: a passkey that was not made or not shown. */
export function RefusedPasskey({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!(error instanceof DOMException)) return <Refused error={error} />;
  return <p role="alert" className="refused">{t(error.name === "InvalidStateError" ? "factors.passkeyTwice" : "factors.passkeyNot")}</p>;
}
