import { Button } from "@mantine/core";
import { Empty } from "~/parts/Empty";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t("notFound.title"));
  return (
    <Empty level={1} drawing="box" title={t("notFound.title")} action={<Button component={Link} to="/">{t("toBrowse")}</Button>}>
      {t("notFound.text")}
    </Empty>
  );
}
