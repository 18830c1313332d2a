import { TextInput } from "@mantine/core";
import { now } from "~/connection/clock";
import { useTranslation } from "~/text/i18n";
import { boxOfSeoul, fromBox, inSeoul } from "~/text/times";
import classes from "./Duration.module.css";

const HOUR = 3_600_000;
export const HOURS = [1, 24, 72, 168, 336] as const;

/** The duration of an auction: a preset number of hours, or an end in Seoul's time. */
export type Length = { hours: number; own: string };

export const THREE_DAYS: Length = { hours: 72, own: "" };

/** The end as RFC 3339. */
export function endOf({ hours, own }: Length): string {
  return hours ? new Date(now() + hours * HOUR).toISOString() : fromBox(own);
}

type Props = { value: Length; onChange: (length: Length) => void; error?: string };

export function Duration({ value, onChange, error }: Props) {
  const { t } = useTranslation();
  const ends = value.hours || value.own ? inSeoul(endOf(value)) : "";
  const own = () => onChange({ hours: 0, own: value.own || boxOfSeoul(now() + 72 * HOUR) });
  return (
    <fieldset className={classes.set}>
      <legend>{t("sell.duration")}</legend>
      <div className={classes.chips}>
        {HOURS.map((hours) => (
          <Chip key={hours} on={value.hours === hours} pick={() => onChange({ ...value, hours })}>
            {t(hours < 24 ? "time.hoursLong" : "time.daysLong", { count: hours < 24 ? hours : hours / 24 })}
          </Chip>
        ))}
        <Chip on={!value.hours} pick={own}>{t("sell.own")}</Chip>
      </div>
      {!value.hours && (
        <TextInput
          type="datetime-local"
          label={t("sell.endsAt")}
          value={value.own}
          min={boxOfSeoul(now())}
          max={boxOfSeoul(now() + 30 * 24 * HOUR)}
          onChange={(event) => onChange({ hours: 0, own: event.currentTarget.value })}
        />
      )}
      {error ? <p role="alert" className="refused">{error}</p> : <p className="dim small">{t("sell.endsAtSeoul", { ends })}</p>}
    </fieldset>
  );
}

function Chip({ on, pick, children }: { on: boolean; pick: () => void; children: string }) {
  return <button type="button" className={classes.chip} aria-pressed={on} onClick={pick}>{children}</button>;
}
