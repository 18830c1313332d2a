import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "~/api/client";
import { end } from "~/api/session";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/i18n";

/** Delete the account, after a confirmation by the password. */
export function Leave() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="subtle" color="red" size="compact-md" onClick={() => setOpen(true)}>{t("leave.do")}</Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t("leave.title")}>
        <Question />
      </Sheet>
    </>
  );
}

function Question() {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const leave = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/me", { body: { currentPassword: password } })),
    onSuccess: async () => {
      end();
      await navigate("/", { replace: true });
    },
  });
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); leave.mutate(); }}>
      <p>{t("leave.text")}</p>
      <PasswordInput label={t("settings.current")} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} />
      <Refused error={leave.error} field="currentPassword" />
      <Button type="submit" size="lg" color="red" loading={leave.isPending} disabled={!password}>{t("leave.do")}</Button>
    </form>
  );
}
