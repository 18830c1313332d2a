import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Empty } from "~/parts/Empty";
import { useTitle } from "~/parts/useTitle";

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t("notFound.title"));
  return (
    <Empty level={1} drawing="box" title={t("notFound.title")} action={<Button component={Link} to="/">{t("toBrowse")}</Button>}>
      {t("notFound.text")}
    </Empty>
  );
}
