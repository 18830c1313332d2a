import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Empty } from "~/parts/Empty";

/** Shown when a page throws, or a part of it cannot be loaded. */
export function Crash() {
  const { t } = useTranslation();
  return (
    <Empty level={1} drawing="plug" title={t("crash.title")} action={<Button onClick={() => location.reload()}>{t("crash.reload")}</Button>}>
      {t("crash.text")}
    </Empty>
  );
}
