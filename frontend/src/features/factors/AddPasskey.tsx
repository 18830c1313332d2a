import { TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "~/text/factors";
import { PasswordStep } from "./PasswordStep";
import { RecoveryCodes } from "./RecoveryCodes";
import { useAddPasskey } from "./queries";

/** Add a passkey of this device: its name and the password, then the recovery codes if these are new. */
export function AddPasskey({ onEnd }: { onEnd: () => void }) {
  const { t } = useTranslation();
  const [label, setLabel] = useState(t("factors.ownLabel"));
  const add = useAddPasskey();
  const codes = add.data?.recoveryCodes;
  const onSuccess = ({ recoveryCodes }: { recoveryCodes: string[] | null }) => {
    notifications.show({ color: "pine", message: t("factors.passkeyAdded"), role: "status" });
    if (!recoveryCodes) onEnd();
  };
  if (codes) return <RecoveryCodes codes={codes} onEnd={onEnd} />;
  return (
    <PasswordStep error={add.error} isPending={add.isPending} onPassword={(currentPassword) => add.mutate({ label, currentPassword }, { onSuccess })} submit={t("factors.makePasskey")}>
      <TextInput label={t("factors.label")} maxLength={50} value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
    </PasswordStep>
  );
}
