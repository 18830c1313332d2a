import { Button, PasswordInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/i18n";
import classes from "./Users.module.css";
import { useChange, wrongPassword } from "./useChange";

export function PasswordForm({ id }: { id: string }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const { mutate, isPending, error, fault } = useChange();
  const wrong = wrongPassword(error);
  const toggle = { "aria-label": t("user.showPassword") };

  function onSuccess() {
    setCurrent("");
    setFresh("");
    notifications.show({ color: "pine", message: t("settings.passwordSaved"), role: "status" });
  }

  return (
    <form className={classes.box} aria-labelledby="password" onSubmit={(event) => { event.preventDefault(); mutate({ password: fresh, currentPassword: current }, { onSuccess }); }}>
      <h2 id="password">{t("settings.password")}</h2>
      <p className="dim small">{t("settings.passwordText")}</p>
      <input type="text" name="username" autoComplete="username" value={id} readOnly hidden />
      <PasswordInput label={t("settings.current")} autoComplete="current-password" value={current} error={wrong} aria-invalid={Boolean(wrong)} onChange={(event) => setCurrent(event.currentTarget.value)} visibilityToggleButtonProps={toggle} />
      <PasswordInput label={t("settings.fresh")} description={t("user.passwordRule")} autoComplete="new-password" value={fresh} error={fault("password")} aria-invalid={Boolean(fault("password"))} onChange={(event) => setFresh(event.currentTarget.value)} visibilityToggleButtonProps={toggle} />
      {!wrong && !fault("password") && <Refused error={error} />}
      <Button type="submit" size="md" loading={isPending} disabled={!current || fresh.length < 8}>{t("settings.changePassword")}</Button>
    </form>
  );
}
