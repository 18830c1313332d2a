import { Button, PasswordInput, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OwnProfile } from "~/api/types";
import { Refused } from "~/parts/Trouble";
import classes from "./Users.module.css";
import { useChange } from "./useChange";

export function ProfileForm({ me }: { me: OwnProfile }) {
  const { t } = useTranslation();
  const [nickname, setNickname] = useState(me.nickname ?? "");
  const [phone, setPhone] = useState(me.phone);
  const [currentPassword, setCurrentPassword] = useState("");
  const { mutate, isPending, error, fault } = useChange();
  const onSuccess = () => notifications.show({ color: "pine", message: t("settings.saved"), role: "status" });
  return (
    <form className={classes.box} aria-labelledby="profile" onSubmit={(event) => { event.preventDefault(); mutate(phone === me.phone ? { nickname } : { nickname, phone, currentPassword }, { onSuccess }); }}>
      <h2 id="profile">{t("settings.profile")}</h2>
      <TextInput label={t("user.id")} value={me.id} readOnly variant="filled" />
      <TextInput label={t("user.nickname")} description={t("user.nicknameText")} maxLength={50} value={nickname} error={fault("nickname")} onChange={(event) => setNickname(event.currentTarget.value)} />
      <TextInput label={t("user.phone")} description={t("user.phoneText")} type="tel" autoComplete="tel" value={phone} error={fault("phone")} onChange={(event) => setPhone(event.currentTarget.value)} />
      {phone !== me.phone && <PasswordInput label={t("settings.current")} autoComplete="current-password" value={currentPassword} onChange={(event) => setCurrentPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} />}
      {!fault("nickname") && !fault("phone") && <Refused error={error} />}
      <Button type="submit" size="md" loading={isPending} disabled={!nickname.trim() || (nickname === me.nickname && phone === me.phone) || (phone !== me.phone && !currentPassword)}>{t("save")}</Button>
    </form>
  );
}
