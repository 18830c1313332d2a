import { Button, PasswordInput, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { OwnProfile } from "~/api/types";
import { Refused } from "~/parts/Trouble";
import { useTyped } from "~/parts/useTyped";
import { useTranslation } from "~/text/i18n";
import classes from "./Users.module.css";
import { useChange, wrongPassword } from "./useChange";

/** Nickname and phone number; a new phone number takes the current password. */
export function ProfileForm({ me }: { me: OwnProfile }) {
  const { t } = useTranslation();
  const [nickname, setNickname] = useTyped("nickname", me.nickname ?? "");
  const [phone, setPhone] = useTyped("phone", me.phone);
  const [currentPassword, setCurrentPassword] = useState("");
  const { mutate, isPending, error, fault } = useChange();
  const newPhone = phone !== me.phone;
  const wrong = newPhone ? wrongPassword(error) : undefined;

  function onSuccess() {
    setCurrentPassword("");
    notifications.show({ color: "pine", message: t("settings.saved"), role: "status" });
  }

  return (
    <form
      className={classes.box}
      aria-labelledby="profile"
      onSubmit={(event) => {
        event.preventDefault();
        mutate(newPhone ? { nickname, phone, currentPassword } : { nickname }, { onSuccess });
      }}
    >
      <h2 id="profile">{t("settings.profile")}</h2>
      <TextInput label={t("user.id")} value={me.id} readOnly variant="filled" />
      <TextInput label={t("user.nickname")} description={t("user.nicknameText")} maxLength={50} value={nickname} error={fault("nickname")} onChange={(event) => setNickname(event.currentTarget.value)} />
      <TextInput label={t("user.phone")} description={t("user.phoneText")} type="tel" autoComplete="tel" value={phone} error={fault("phone")} onChange={(event) => setPhone(event.currentTarget.value)} />
      {newPhone && (
        <PasswordInput label={t("settings.current")} description={t("settings.phoneText")} autoComplete="current-password" value={currentPassword} error={wrong} aria-invalid={Boolean(wrong)} onChange={(event) => setCurrentPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} />
      )}
      {!fault("nickname") && !fault("phone") && !wrong && <Refused error={error} />}
      <Button type="submit" size="md" loading={isPending} disabled={!nickname.trim() || (newPhone ? !currentPassword : nickname === me.nickname)}>{t("save")}</Button>
    </form>
  );
}
