import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, unwrap } from "~/api/client";
import { end } from "~/api/session";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";

/** Delete the account, after a confirmation. */
export function Leave() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [currentPassword, setCurrentPassword] = useState("");
  const leave = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/me", { body: { currentPassword } })),
    onSuccess: async () => {
      end();
      await navigate("/", { replace: true });
    },
  });
  return (
    <>
      <Button variant="subtle" color="red" size="compact-md" onClick={() => setOpen(true)}>{t("leave.do")}</Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t("leave.title")}>
        <div className="stack">
          <p>{t("leave.text")}</p>
          <PasswordInput label={t("settings.current")} autoComplete="current-password" value={currentPassword} onChange={(event) => setCurrentPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} />
          <Refused error={leave.error} />
          <Button size="lg" color="red" disabled={!currentPassword} loading={leave.isPending} onClick={() => leave.mutate()}>{t("leave.do")}</Button>
        </div>
      </Sheet>
    </>
  );
}
