import { zodResolver } from "@hookform/resolvers/zod";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { useForm } from "react-hook-form";
import { Problem } from "~/api/problem";
import { DOCUMENTS, legalQuery } from "~/features/legal/queries";
import { checked } from "~/features/users/signUpChecks";
import classes from "~/features/users/Users.module.css";
import { useSignUp } from "~/features/users/useSignIn";
import { Refused } from "~/parts/Trouble";
import { useSignInLink } from "~/parts/useSignInLink";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";

const FIELDS = ["id", "password", "nickname", "phone"] as const;

export function Component() {
  const { t } = useTranslation();
  const signIn = useSignInLink();
  const signUp = useSignUp();
  const form = useForm({
    resolver: zodResolver(checked(t)),
    mode: "onTouched",
    defaultValues: { id: "", password: "", nickname: "", phone: "", terms: false, privacy: false },
  });
  useTitle(t("signUp.title"));
  const faults = form.formState.errors;
  const said = FIELDS.some((field) => faults[field]);

  const { data: legal } = useQuery(legalQuery);
  // without the versions nobody could have read them
  const consent = legal ? { terms: legal.terms, privacy: legal.privacy } : null;

  const submit = form.handleSubmit(({ terms, privacy, ...words }) =>
    signUp.mutate({ ...words, consent: terms && privacy ? consent : null }, {
      onError: (error) => {
        if (!(error instanceof Problem)) return;
        if (error.code === "id_taken") form.setError("id", { message: error.words }, { shouldFocus: true });
        for (const field of FIELDS) {
          const message = error.field(field);
          if (message) form.setError(field, { message });
        }
      },
    }),
  );

  return (
    <div className={classes.narrow}>
      <h1>{t("signUp.title")}</h1>
      <p className="dim">{t("signUp.text")}</p>
      <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <TextInput size="md" label={t("user.id")} description={t("user.idRule")} autoComplete="username" autoCapitalize="none" error={faults.id?.message} {...form.register("id")} />
        <PasswordInput size="md" label={t("user.password")} description={t("user.passwordRule")} autoComplete="new-password" error={faults.password?.message} aria-invalid={Boolean(faults.password)} visibilityToggleButtonProps={{ "aria-label": t("user.showPassword") }} {...form.register("password")} />
        <TextInput size="md" label={t("user.nickname")} description={t("user.nicknameText")} autoComplete="nickname" error={faults.nickname?.message} {...form.register("nickname")} />
        <TextInput size="md" label={t("user.phone")} description={t("user.phoneText")} type="tel" inputMode="tel" autoComplete="tel" placeholder="010-1234-5678" error={faults.phone?.message} {...form.register("phone")} />
        {DOCUMENTS.map((document) => <Consent key={document} document={document} error={faults[document]?.message} {...form.register(document)} />)}
        {!said && <Refused error={signUp.error} />}
        <Button type="submit" size="lg" loading={signUp.isPending} disabled={!consent}>{t("signUp.do")}</Button>
      </form>
      <p className={classes.other}>{t("signUp.old")} <Link className="link" {...signIn}>{t("login.title")}</Link></p>
    </div>
  );
}

/** A box to agree to one document, with a link that keeps the form open. */
function Consent({ document, error, ...box }: { document: (typeof DOCUMENTS)[number]; error: string | undefined } & ComponentProps<"input">) {
  const { t } = useTranslation();
  return (
    <div>
      <label className={classes.consent}>
        <input type="checkbox" aria-invalid={Boolean(error)} {...box} />
        <span>{t("legal.agree", { document: t(`legal.${document}`) })}</span>
      </label>{" "}
      <a className="link small" href={`/${document}`} target="_blank" rel="noreferrer">{t("legal.read")}</a>
      {error && <p role="alert" className="refused">{error}</p>}
    </div>
  );
}
