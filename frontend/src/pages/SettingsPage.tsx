import { Button, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { signOut } from "~/api/client";
import { useSignedIn } from "~/api/session";
import { PreferencesForm } from "~/features/alerts/PreferencesForm";
import { PREFERENCES } from "~/features/alerts/queries";
import { Contacts } from "~/features/contacts/Contacts";
import { unsubscribe } from "~/features/contacts/push";
import { useContacts } from "~/features/contacts/queries";
import { Factors } from "~/features/factors/Factors";
import { StepUp } from "~/features/factors/StepUp";
import { FACTORS } from "~/features/factors/queries";
import { Leave } from "~/features/users/Leave";
import { PasswordForm } from "~/features/users/PasswordForm";
import { ProfileForm } from "~/features/users/ProfileForm";
import { SIGN_INS, SignIns } from "~/features/users/SignIns";
import classes from "~/features/users/Users.module.css";
import { useMe } from "~/features/users/queries";
import { Icon } from "~/parts/Icon";
import { Refused } from "~/parts/Trouble";
import { useSignInLink } from "~/parts/useSignInLink";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { navigate } from "~/router/place";
import { useTranslation, choose } from "~/text/i18n";
import { type Language, language } from "~/text/language";

export function Component() {
  const { t } = useTranslation();
  const signedIn = useSignedIn();
  const signIn = useSignInLink();
  useTitle(t("nav.settings"));
  return (
    <div className={classes.settings}>
      <h1>{t("nav.settings")}</h1>
      <Looks />
      {signedIn ? <Account /> : <Button component={Link} {...signIn} size="lg">{t("nav.login")}</Button>}
    </div>
  );
}

/** What belongs to the account, drawn at once when all of it has been read, so that nothing moves. */
function Account() {
  const me = useMe();
  const reading = [me, useQuery(PREFERENCES), useContacts(), useQuery(SIGN_INS), useQuery(FACTORS)];
  if (reading.some(({ isPending }) => isPending)) return null;
  return (
    <>
      <PreferencesForm />
      <Contacts />
      {me.data && <ProfileForm key={me.data.nickname} me={me.data} />}
      {me.data && <PasswordForm id={me.data.id} />}
      <Factors />
      <SignIns />
      <Doors />
      <StepUp />
    </>
  );
}

/** Language and colour theme, on this device. */
function Looks() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <section className={classes.box} aria-labelledby="looks">
      <h2 id="looks">{t("settings.looks")}</h2>
      <div className={classes.line}>
        <span id="language">{t("settings.language")}</span>
        <SegmentedControl radius="xl" aria-labelledby="language" value={language()} onChange={(chosen) => void choose(chosen as Language)} data={[{ value: "ko", label: "한국어" }, { value: "en", label: "English" }]} />
      </div>
      <div className={classes.line}>
        <span id="scheme">{t("settings.scheme")}</span>
        <SegmentedControl radius="xl" aria-labelledby="scheme" value={colorScheme} onChange={(chosen) => setColorScheme(chosen as typeof colorScheme)} data={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t(`settings.${value}`) }))} />
      </div>
    </section>
  );
}

/** Sign out, and show no more messages of this account on this device. */
async function leave(): Promise<void> {
  await signOut();
  await unsubscribe().catch(() => undefined);
}

function Doors() {
  const { t } = useTranslation();
  const out = useMutation({ mutationFn: leave, onSuccess: () => navigate("/") });
  return (
    <section className={classes.box} aria-labelledby="doors">
      <h2 id="doors" className="unseen">{t("settings.doors")}</h2>
      <Refused error={out.error} />
      <Button variant="default" size="md" leftSection={<Icon name="out" size={18} />} loading={out.isPending} onClick={() => out.mutate()}>{t("settings.out")}</Button>
      <Leave />
    </section>
  );
}
