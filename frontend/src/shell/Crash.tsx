import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Empty } from "~/parts/Empty";

/** A page that broke, or a part of it that could not be fetched. */
export function Crash() {
  const { t } = useTranslation();
  return (
    <Empty level={1} drawing="plug" title={t("crash.title")} action={<Button onClick={() => location.reload()}>{t("crash.reload")}</Button>}>
      {t("crash.text")}
    </Empty>
  );
}
