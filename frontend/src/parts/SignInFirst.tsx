import { Button } from "@mantine/core";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import { Empty, type EmptyProps } from "./Empty";
import { useSignInLink } from "./useSignInLink";

/** What a page shows to a visitor who is not signed in: what signing in gives, and the link that does it and returns here. */
export function SignInFirst(props: Omit<EmptyProps, "action">) {
  const { t } = useTranslation();
  const signIn = useSignInLink();
  return <Empty {...props} action={<Button component={Link} {...signIn}>{t("nav.login")}</Button>} />;
}
