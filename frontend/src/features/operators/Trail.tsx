import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "~/router/Link";
import { useSearchParams } from "~/router/place";
import { type NamedConsole, useTranslation } from "~/text/operators";
import { ko } from "~/text/operators/ko";
import { dayInSeoul, inSeoul } from "~/text/times";
import classes from "./Console.module.css";
import { List } from "./List";
import { nameOf } from "./people";
import { trailQuery } from "./queries";
import { byDay, placeOf } from "./trailDays";
import type { TrailEvent } from "./types";

/** Everything that operators did, by day, the latest first; of one order or payout where the address names it. */
export function Trail() {
  const { t } = useTranslation();
  const target = useSearchParams()[0].get("target") ?? undefined;
  const list = useInfiniteQuery(trailQuery(target));
  const days = list.data && byDay(list.data.pages.flatMap((page) => page.events), dayInSeoul);
  return (
    <div className="stack">
      {target && <p>{t("console.trail.of", { target })} · <Link className="link" to="/console?tab=trail">{t("console.trail.all")}</Link></p>}
      <List list={list} name="trail" rows={days?.map(({ day, events }) => (
        <li key={day} className={classes.day}>
          <h2>{day}</h2>
          <ul className={classes.events}>{events.map((event) => <Event key={event.id} event={event} />)}</ul>
        </li>
      ))} />
    </div>
  );
}

function Event({ event: { kind, by, role, target, reason, data, at } }: { event: TrailEvent }) {
  const { t } = useTranslation();
  const place = placeOf(target);
  const facts = Object.entries(data).map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`);
  return (
    <li className={classes.event}>
      <span>
        <b>{isKnown(kind) ? t(`console.kind.${kind}`) : kind}</b> {place ? <Link className="link" to={place}>{target}</Link> : target}
      </span>
      <span className={classes.said}>{reason}</span>
      <span className="small dim number">
        {[inSeoul(at), by ? nameOf(by, t) : t("console.trail.machine"), role && t(`console.role.${role}`), ...facts].filter(Boolean).join(" · ")}
      </span>
    </li>
  );
}

function isKnown(kind: string): kind is NamedConsole<"kind"> {
  return Object.hasOwn(ko.console.kind, kind);
}
