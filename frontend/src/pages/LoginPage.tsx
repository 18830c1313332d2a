import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import classes from "~/features/users/Users.module.css";
import { useSignIn } from "~/features/users/useSignIn";
import { Refused } from "~/parts/Trouble";
import { useSignInLink } from "~/parts/useSignInLink";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";

export function Component() {
  const { t } = useTranslation();
  const signUp = useSignInLink("/signup");
  const [id, setId] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useSignIn();
  useTitle(t("login.title"));
  return (
    <div className={classes.narrow}>
      <h1>{t("login.title")}</h1>
      <p className="dim">{t("login.text")}</p>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); signIn.mutate({ id: id.trim(), password }); }}>
        <TextInput size="md" label={t("user.id")} name="id" autoComplete="username" autoCapitalize="none" required withAsterisk={false} value={id} onChange={(event) => setId(event.currentTarget.value)} />
        <PasswordInput size="md" label={t("user.password")} name="password" autoComplete="current-password" required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} />
        <Refused error={signIn.error} />
        <Button type="submit" size="lg" loading={signIn.isPending}>{t("login.do")}</Button>
      </form>
      <p className={classes.other}><Link className="link" to="/forgot-password">{t("login.forgotten")}</Link></p>
      <p className={classes.other}>{t("login.new")} <Link className="link" {...signUp}>{t("signUp.title")}</Link></p>
    </div>
  );
}
