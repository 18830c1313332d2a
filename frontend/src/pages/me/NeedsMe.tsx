import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MyBid } from "~/api/types";
import { MY_BIDS } from "~/features/bids/queries";
import classes from "./MyPage.module.css";
import { MY_ITEMS } from "~/features/history/queries";
import { BidRow, ListingRow } from "./rows";

const MOST = 4;

/** Auctions that need me: outbid and still live, or unsold and not relisted. */
export function NeedsMe() {
  const { t } = useTranslation();
  const { data: bids = [] } = useQuery(MY_BIDS);
  const { data: items = [] } = useQuery(MY_ITEMS);
  const outbid = bids.filter(({ standing }) => standing === "outbid").sort(soonest);
  const again = new Set(items.map(({ relistOf }) => relistOf));
  const unsold = items.filter(({ id, status }) => status === "unsold" && !again.has(id));
  if (!outbid.length && !unsold.length) return null;
  return (
    <section className={classes.needs} aria-labelledby="needs">
      <h2 id="needs">{t("me.needs", { count: outbid.length + unsold.length })}</h2>
      <ul className={classes.list}>
        {outbid.slice(0, MOST).map((bid) => <BidRow key={bid.item.id} bid={bid} />)}
        {unsold.slice(0, MOST).map((item) => <ListingRow key={item.id} item={item} />)}
      </ul>
    </section>
  );
}

/** Earliest end first. */
export function soonest(a: MyBid, b: MyBid): number {
  return Date.parse(a.item.endTime) - Date.parse(b.item.endTime);
}
