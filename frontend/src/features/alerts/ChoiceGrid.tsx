import type { Preferences } from "~/api/types";
import { useTranslation } from "~/text/alerts";
import classes from "./Preferences.module.css";

type Groups = Preferences["groups"];
type Group = keyof Groups;
type Channel = keyof Groups[Group];
type Choice = Groups[Group][Channel];

const GROUPS = ["bidding", "selling", "watching", "orders"] as const satisfies Group[];
const CHANNELS = ["mail", "push", "hook"] as const satisfies Channel[];
const CHOICES = ["now", "digest", "never"] as const satisfies Choice[];

/** What is chosen for each group on each channel, as radio buttons that are large enough for a thumb at 320 pixels. */
export function ChoiceGrid({ groups, change }: { groups: Groups; change: (groups: Groups) => void }) {
  const { t } = useTranslation();
  return (
    <>
      {GROUPS.map((group) => (
        <fieldset key={group} className={classes.group}>
          <legend>{t(`preferences.group.${group}`)}</legend>
          <p className="dim small">{t(`preferences.groupText.${group}`)}</p>
          {CHANNELS.map((channel) => (
            <Line key={channel} name={`${group}-${channel}`} channel={channel} value={groups[group][channel]} change={(choice) => change({ ...groups, [group]: { ...groups[group], [channel]: choice } })} />
          ))}
        </fieldset>
      ))}
      <div className={classes.group}>
        <b>{t("preferences.group.account")}</b>
        <p className="dim small">{t("preferences.accountText")}</p>
      </div>
    </>
  );
}

type LineProps = { name: string; channel: Channel; value: Choice; change: (choice: Choice) => void };

function Line({ name, channel, value, change }: LineProps) {
  const { t } = useTranslation();
  return (
    <div role="radiogroup" aria-label={t(`channel.${channel}`)} className={classes.line}>
      <span className={classes.channel} aria-hidden="true">{t(`channel.${channel}`)}</span>
      {CHOICES.map((choice) => (
        <label key={choice} className={classes.choice} data-on={choice === value || undefined}>
          <input type="radio" name={name} value={choice} checked={choice === value} onChange={() => change(choice)} />
          {t(`preferences.${choice}`)}
        </label>
      ))}
    </div>
  );
}
