import type { Item, LogEntry } from "~/api/types";
import { now } from "~/connection/clock";
import { useTranslation } from "~/text/i18n";
import { ago, inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./PriceChart.module.css";
import { stairs } from "./stairs";

const WIDTH = 640;
const HEIGHT = 150;

/** The price as a step line, one step for each bid. The log below has the same data as text. */
export function PriceChart({ item, entries }: { item: Item; entries: LogEntry[] }) {
  const { t } = useTranslation();
  const until = Math.min(now(), Date.parse(item.endTime));
  const { points, line, area } = stairs(item.startPrice, entries, until, WIDTH, HEIGHT);
  const first = entries.at(-1) as LogEntry;
  return (
    <figure className={classes.chart}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t("chart.label", { from: won(item.startPrice), to: won(item.price) })}>
        <path d={area} className={classes.area} />
        <path d={line} className={classes.line} vectorEffect="non-scaling-stroke" />
        {points.map(({ x, y, entry }) => (
          <path key={entry.id} d={`M${x} ${y}h0`} className={classes.dot} vectorEffect="non-scaling-stroke">
            <title>{`${won(entry.price)} · ${inSeoul(entry.createdAt)}`}</title>
          </path>
        ))}
      </svg>
      <figcaption className="spread dim small">
        <span>{ago(first.createdAt, now())}</span>
        <span className="number">{t("chart.rise", { from: won(item.startPrice), to: won(item.price) })}</span>
      </figcaption>
    </figure>
  );
}
