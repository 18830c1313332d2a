import { Button, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useSignedIn } from "~/api/session";
import { Choice } from "~/parts/Choice";
import { Icon } from "~/parts/Icon";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { useSignInLink } from "~/parts/useSignInLink";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/alerts";
import classes from "./Watching.module.css";
import { ALERTS, type Alert } from "./alert";
import { useSaveSearch } from "./queries";

/** A button that saves a search; a stranger signs in first. */
export default function SaveSearch({ query, name }: { query: string; name: string }) {
  const { t } = useTranslation();
  const signedIn = useSignedIn();
  const { to, ...way } = useSignInLink();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={classes.save} onClick={() => (signedIn ? setOpen(true) : void navigate(to, way))}>
        <Icon name="bell" size={18} />
        {t("saved.title")}
      </button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t("saved.title")}>
        <SaveForm query={query} name={name} done={() => setOpen(false)} />
      </Sheet>
    </>
  );
}

const LONGEST_NAME = 60;

function SaveForm({ query, name, done }: { query: string; name: string; done: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(name.slice(0, LONGEST_NAME));
  const [alert, setAlert] = useState<Alert>("daily");
  const save = useSaveSearch();
  function onSuccess() {
    notifications.show({ color: "pine", message: t("saved.done"), role: "status" });
    done();
  }
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate({ name: typed.trim(), query, alert }, { onSuccess }); }}>
      <TextInput label={t("saved.name")} maxLength={LONGEST_NAME} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Choice label={t("saved.alert")} value={alert} onChange={(value) => setAlert(value as Alert)} choices={ALERTS.map((choice) => [choice, t(`saved.${choice}`), t(`saved.${choice}Text`)])} />
      <Refused error={save.error} />
      <Button type="submit" size="lg" loading={save.isPending} disabled={!typed.trim()}>{t("saved.do")}</Button>
    </form>
  );
}
