import { Button, PasswordInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "~/api/client";
import { Problem, faultOf } from "~/api/problem";
import { begin } from "~/api/session";
import classes from "~/features/users/Users.module.css";
import { Empty } from "~/parts/Empty";
import { Refused } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { navigate, useSearchParams } from "~/router/place";
import { useTranslation } from "~/text/alerts";

const LEAST = 8;

/** Sets a new password by the link of a mail, and signs in. */
export function Component() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const token = params.get("token");
  useTitle(t("reset.title"));
  if (token) return <NewPassword token={token} />;
  return (
    <Empty level={1} drawing="plug" title={t("reset.broken")} action={<Button component={Link} to="/forgot-password">{t("reset.again")}</Button>}>
      {t("reset.brokenText")}
    </Empty>
  );
}

function NewPassword({ token }: { token: string }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const reset = useMutation({
    mutationFn: () => unwrap(api.POST("/api/password/reset", { body: { token, password } })),
    onSuccess: async ({ accessToken }) => {
      begin(accessToken);
      notifications.show({ color: "pine", message: t("reset.done"), role: "status" });
      await navigate("/", { replace: true });
    },
  });
  const fault = faultOf(reset.error, "password");
  const ended = reset.error instanceof Problem && reset.error.status === 409;
  return (
    <div className={classes.narrow}>
      <h1>{t("reset.title")}</h1>
      <p className="dim">{t("reset.text")}</p>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); reset.mutate(); }}>
        <PasswordInput size="md" label={t("settings.fresh")} description={t("user.passwordRule")} name="password" autoComplete="new-password" value={password} error={fault} aria-invalid={Boolean(fault)} onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} />
        {!fault && <Refused error={reset.error} />}
        {ended && <Button component={Link} to="/forgot-password" variant="light" size="md">{t("reset.again")}</Button>}
        <Button type="submit" size="lg" loading={reset.isPending} disabled={password.length < LEAST}>{t("reset.do")}</Button>
      </form>
    </div>
  );
}
