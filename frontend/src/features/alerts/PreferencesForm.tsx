import { NativeSelect, Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, unwrap } from "~/api/client";
import type { Preferences } from "~/api/types";
import { Refused, Trouble } from "~/parts/Trouble";
import { useTranslation } from "~/text/alerts";
import { ChoiceGrid } from "./ChoiceGrid";
import classes from "./Preferences.module.css";
import { hourOf, hourText, hours, timeZones } from "./hours";
import { PREFERENCES } from "./queries";

/** How I want to hear of what, and when not; every change is saved at once. */
export function PreferencesForm() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(PREFERENCES);
  const save = useSave();
  const section = useRef<HTMLElement>(null);
  const there = data !== undefined;
  useEffect(() => {
    if (there && location.hash === "#notifications") section.current?.scrollIntoView();
  }, [there]);
  return (
    <section ref={section} className={classes.box} aria-labelledby="notifications-title">
      <h2 id="notifications-title">{t("preferences.title")}</h2>
      <p className="dim small">{t("preferences.text")}</p>
      {error && !data && <Trouble error={error} again={() => void refetch()} />}
      {data && <ChoiceGrid groups={data.groups} change={(groups) => save.mutate({ ...data, groups })} />}
      {data && <Times wanted={data} change={(part) => save.mutate({ ...data, ...part })} />}
      <Refused error={save.error} />
      <p role="status" className="dim small">{save.isSuccess ? t("settings.saved") : "\u00a0"}</p>
    </section>
  );
}

/** Save the whole form; it shows what was chosen before the answer, and what holds if it is refused. */
function useSave() {
  const queries = useQueryClient();
  const { queryKey } = PREFERENCES;
  return useMutation({
    // one after the other, so that the last choice holds
    scope: { id: "preferences" },
    mutationFn: (body: Preferences) => unwrap(api.PUT("/api/me/preferences", { body })),
    onMutate: (body) => {
      void queries.cancelQueries({ queryKey });
      queries.setQueryData(queryKey, body);
    },
    onError: () => queries.invalidateQueries({ queryKey }),
  });
}

type TimesProps = { wanted: Preferences; change: (part: Partial<Preferences>) => void };

/** Minutes before the end. */
const WARNINGS = [60, 10] as const satisfies Preferences["endingSoon"];

/** When auctions are said to end soon, quiet hours, the hour of the digest, and the language and the zone of what is sent. */
function Times({ wanted, change }: TimesProps) {
  const { t } = useTranslation();
  const { quietFrom, quietTo, digestHour, endingSoon, locale, timeZone } = wanted;
  const quiet = quietFrom !== null && quietTo !== null;
  const choices = hours().map((hour) => ({ value: hourText(hour), label: hourText(hour) }));
  return (
    <>
      <fieldset className={classes.group}>
        <legend>{t("preferences.endingSoon")}</legend>
        <p className="dim small">{t("preferences.endingSoonText")}</p>
        <div className={classes.pair}>
          {WARNINGS.map((minutes) => (
            <Switch
              key={minutes}
              label={t(`preferences.minutes.${minutes}`)}
              checked={endingSoon.includes(minutes)}
              onChange={(event) => change({ endingSoon: WARNINGS.filter((each) => (each === minutes ? event.currentTarget.checked : endingSoon.includes(each))) })}
            />
          ))}
        </div>
      </fieldset>
      <Switch
        label={t("preferences.quiet")}
        description={t("preferences.quietText")}
        checked={quiet}
        onChange={(event) => change(event.currentTarget.checked ? { quietFrom: "22:00", quietTo: "08:00" } : { quietFrom: null, quietTo: null })}
      />
      {quiet && (
        <div className={classes.pair}>
          <NativeSelect label={t("preferences.quietFrom")} data={choices} value={hourText(hourOf(quietFrom))} onChange={(event) => change({ quietFrom: event.currentTarget.value })} />
          <NativeSelect label={t("preferences.quietTo")} data={choices} value={hourText(hourOf(quietTo))} onChange={(event) => change({ quietTo: event.currentTarget.value })} />
        </div>
      )}
      <div className={classes.pair}>
        <NativeSelect label={t("preferences.digestHour")} data={choices} value={hourText(digestHour)} onChange={(event) => change({ digestHour: hourOf(event.currentTarget.value) })} />
        <NativeSelect label={t("preferences.locale")} data={[{ value: "ko", label: "한국어" }, { value: "en", label: "English" }]} value={locale} onChange={(event) => change({ locale: event.currentTarget.value as Preferences["locale"] })} />
      </div>
      <NativeSelect label={t("preferences.timeZone")} data={timeZones(timeZone)} value={timeZone} onChange={(event) => change({ timeZone: event.currentTarget.value })} />
    </>
  );
}
