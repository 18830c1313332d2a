import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "~/api/client";
import classes from "~/features/users/Users.module.css";
import { Refused } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/alerts";

/** Asks for a link to set a new password; the answer is the same whether the address is known. */
export function Component() {
  const { t } = useTranslation();
  const [address, setAddress] = useState("");
  const ask = useMutation({ mutationFn: () => unwrap(api.POST("/api/password/forgotten", { body: { address: address.trim() } })) });
  useTitle(t("forgotten.title"));
  return (
    <div className={classes.narrow}>
      <h1>{t(ask.isSuccess ? "forgotten.sent" : "forgotten.title")}</h1>
      <p className="dim" role="status">{ask.isSuccess ? t("forgotten.sentText", { address: address.trim() }) : t("forgotten.text")}</p>
      {ask.isSuccess ? (
        <Button variant="light" size="lg" onClick={() => ask.reset()}>{t("forgotten.again")}</Button>
      ) : (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); ask.mutate(); }}>
          <TextInput size="md" type="email" name="email" autoComplete="email" label={t("contacts.address")} required withAsterisk={false} value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
          <Refused error={ask.error} field="address" />
          <Button type="submit" size="lg" loading={ask.isPending}>{t("forgotten.do")}</Button>
        </form>
      )}
      <p className={classes.other}><Link className="link" to="/login">{t("forgotten.back")}</Link></p>
    </div>
  );
}
