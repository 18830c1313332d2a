import type { Item } from "~/api/types";
import { useNow } from "~/connection/clock";
import { useTranslation } from "~/text/i18n";
import { countdown, countdownWords, inSeoul, left } from "~/text/times";

const HOUR = 3_600_000;

/** The time left of an auction, or its result. `data-soon` in its last hour. */
export function Timer({ item, className }: { item: Item; className?: string }) {
  const { t } = useTranslation();
  const moment = item.status === "scheduled" ? item.startTime : item.endTime;
  const time = useNow();
  const rest = item.status === "live" || item.status === "scheduled" ? left(moment, time) : null;
  if (item.status === "scheduled" && rest)
    return <span className={className}>{t("time.startsIn", { rest: countdown(rest) })}</span>;
  if (!rest) return <span className={className} data-over>{t(`status.${item.status === "live" ? "ended" : item.status}`)}</span>;
  return (
    <time
      className={className}
      dateTime={moment}
      title={inSeoul(moment)}
      aria-label={t("time.leftWords", { rest: countdownWords(rest) })}
      data-soon={Date.parse(moment) - time < HOUR || undefined}
      role="timer"
      aria-live="off"
    >
      {countdown(rest)}
    </time>
  );
}
