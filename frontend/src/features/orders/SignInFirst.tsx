import { Button } from "@mantine/core";
import { Empty } from "~/parts/Empty";
import { useSignInLink } from "~/parts/useSignInLink";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/orders";

export function SignInFirst() {
  const { t } = useTranslation();
  const signIn = useSignInLink();
  return (
    <Empty level={1} drawing="box" title={t("order.signIn")} action={<Button component={Link} {...signIn}>{t("nav.login")}</Button>}>
      {t("order.signInText")}
    </Empty>
  );
}
