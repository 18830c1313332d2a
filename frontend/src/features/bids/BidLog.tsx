import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSignedIn } from "~/api/session";
import type { Item, LogEntry } from "~/api/types";
import { useNow } from "~/connection/clock";
import { useTranslation } from "~/text/i18n";
import { ago, inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./BidLog.module.css";
import { PriceChart } from "./PriceChart";
import { Retract } from "./Retract";
import { Strike } from "./Strike";
import { bidLogQuery } from "./queries";

const FIRST = 6;

/** The public bid log and the price chart. */
export function BidLog({ item }: { item: Item }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(bidLogQuery(item.id));
  const [all, setAll] = useState(false);
  const entries = list.data?.pages.flatMap((page) => page.bids) ?? [];
  const shown = all ? entries : entries.slice(0, FIRST);
  const more = all ? list.hasNextPage : entries.length > FIRST;
  return (
    <section aria-labelledby="log">
      <h2 id="log">{t("log.title")}</h2>
      {list.data && !entries.length && <p className="dim">{t(item.status === "live" ? "log.first" : "log.none")}</p>}
      {entries.length > 1 && <PriceChart item={item} entries={entries} />}
      <ol className={classes.log}>
        {shown.map((entry) => <Entry key={entry.id} item={item} entry={entry} entries={entries} />)}
      </ol>
      {more && (
        <Button variant="default" radius="xl" loading={list.isFetchingNextPage} onClick={() => (all ? void list.fetchNextPage() : setAll(true))}>
          {t("log.more")}
        </Button>
      )}
    </section>
  );
}

function Entry({ item, entry, entries }: { item: Item; entry: LogEntry; entries: LogEntry[] }) {
  const { t } = useTranslation();
  const time = useNow();
  const gone = entry.fallen || entries.some(({ retracts }) => retracts === entry.id);
  const bid = entry.kind === "open" || entry.kind === "automatic";
  return (
    <li className={classes.entry} data-gone={gone || undefined}>
      <span className={classes.who}>
        <b>{entry.kind === "cancel" || entry.kind === "end" ? t("log.seller") : entry.bidder}</b>
        {entry.mine && <span className={classes.mine}>{t("log.mine")}</span>}
        <span className="dim small">{t(`log.${entry.kind}`)}</span>
      </span>
      <span className={`${classes.amount} number`}>{entry.amount > 0 && won(entry.amount)}</span>
      <time className="dim small" dateTime={entry.createdAt} title={inSeoul(entry.createdAt)}>{ago(entry.createdAt, time)}</time>
      <span className={`${classes.end} small`}>
        {gone && t("log.gone")}
        {!gone && entry.amount > 0 && entry.price !== entry.amount && <span className="dim number">{t("log.after", { price: won(entry.price) })}</span>}
        {entry.maxAmount !== null && <span className="dim number">{t("log.max", { max: won(entry.maxAmount) })}</span>}
        {bid && !gone && <Undo item={item} entry={entry} entries={entries} time={time} />}
      </span>
      {entry.reason && <q className={`${classes.reason} small`}>{entry.reason}</q>}
    </li>
  );
}

const HOUR = 3_600_000;

type ButtonProps = { item: Item; entry: LogEntry; entries: LogEntry[]; time: number };

/** What its bidder or the seller can do about a bid that counts; nothing in the last hour. */
function Undo({ item, entry, entries, time }: ButtonProps) {
  const { t } = useTranslation();
  const signedIn = useSignedIn();
  const [open, setOpen] = useState(false);
  const left = Date.parse(item.endTime) - time;
  const all = left >= 12 * HOUR;
  const fresh = time - Date.parse(entry.createdAt) <= HOUR;
  const once = !entries.some(({ mine, kind }) => mine && kind === "retract");
  const strikes = item.viewer?.isSeller ?? false;
  if (!signedIn || item.status !== "live" || left < HOUR || !(strikes || (entry.mine && once && (all || fresh)))) return null;
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" className={classes.button} onClick={() => setOpen(true)}>{t(strikes ? "strike.do" : "retract.do")}</button>
      {strikes ? <Strike item={item} entry={entry} open={open} onClose={close} /> : <Retract item={item} entry={entry} all={all} open={open} onClose={close} />}
    </>
  );
}
