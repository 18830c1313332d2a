import { Button } from "@mantine/core";
import { Icon } from "~/parts/Icon";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/alerts";
import { usePush } from "./usePush";

/** A button that asks for push messages on this device, or why it cannot have them. */
export function PushButton() {
  const { t } = useTranslation();
  const { state, start } = usePush();
  if (!state) return null;
  if (state !== "off") return <p className="dim small" role="status">{t(`push.${state}`)}</p>;
  return (
    <>
      <Button variant="light" size="md" leftSection={<Icon name="bell" size={18} />} loading={start.isPending} onClick={() => start.mutate()}>{t("push.do")}</Button>
      <Refused error={start.error} />
    </>
  );
}
