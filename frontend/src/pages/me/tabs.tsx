import { Button, Skeleton } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { MY_BIDS } from "~/features/bids/queries";
import { Empty } from "~/parts/Empty";
import { Trouble } from "~/parts/Trouble";
import classes from "./MyPage.module.css";
import { soonest } from "./NeedsMe";
import { MY_ITEMS, salesQuery } from "~/features/history/queries";
import { BidRow, ListingRow, SaleRow } from "./rows";

export const TABS = ["bidding", "won", "lost", "selling", "sold", "unsold"] as const;
type Tab = (typeof TABS)[number];

const TAB: Record<Tab, () => ReactNode> = {
  bidding: () => <Bids standings={["leading", "outbid"]} name="bidding" />,
  won: Won,
  lost: () => <Bids standings={["lost"]} name="lost" />,
  selling: () => <Listings states={["live", "scheduled", "ended"]} name="selling" />,
  sold: Sold,
  unsold: () => <Listings states={["unsold", "cancelled"]} name="unsold" />,
};

export function TabOf({ name }: { name: Tab }) {
  const Shown = TAB[name];
  return <Shown />;
}

function Bids({ standings, name }: { standings: string[]; name: Tab }) {
  const bids = useQuery({ ...MY_BIDS, select: (all) => all.filter(({ standing }) => standings.includes(standing)).sort(name === "bidding" ? soonest : () => 0) });
  return <List query={bids} name={name} row={(bid) => <BidRow key={bid.item.id} bid={bid} />} />;
}

function Listings({ states, name }: { states: string[]; name: Tab }) {
  const items = useQuery({ ...MY_ITEMS, select: (all) => all.filter(({ status }) => states.includes(status)) });
  return <List query={items} name={name} row={(item) => <ListingRow key={item.id} item={item} />} />;
}

function Won() {
  const { t } = useTranslation();
  return <List query={useQuery(salesQuery("buyer"))} name="won" row={(sale) => <SaleRow key={sale.item.id} sale={sale} badge={t("mine.won")} />} />;
}

function Sold() {
  const { t } = useTranslation();
  return <List query={useQuery(salesQuery("seller"))} name="sold" row={(sale) => <SaleRow key={sale.item.id} sale={sale} badge={t("status.sold")} />} />;
}

type ListProps<T> = { query: UseQueryResult<T[]>; name: Tab; row: (entry: T) => ReactNode };

function List<T>({ query: { data, error, refetch }, name, row }: ListProps<T>) {
  if (data?.length) return <ul className={classes.list}>{data.map(row)}</ul>;
  if (data) return <NothingHere name={name} />;
  return error ? <Trouble error={error} again={() => void refetch()} /> : <Placeholder />;
}

function NothingHere({ name }: { name: Tab }) {
  const { t } = useTranslation();
  const selling = name === "selling" || name === "sold" || name === "unsold";
  return (
    <Empty
      drawing={selling ? "box" : "gavel"}
      title={t(`me.none.${name}`)}
      action={<Button component={Link} to={selling ? "/sell" : "/"} variant="light">{t(selling ? "nav.sell" : "toBrowse")}</Button>}
    />
  );
}

function Placeholder() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("loading")} className={classes.list}>
      {[0, 1, 2, 3].map((at) => (
        <div key={at} className={classes.row}>
          <Skeleton className={classes.picture} height="auto" radius={14} />
          <span className={classes.words}><Skeleton height={16} width="70%" /><Skeleton height={22} width="40%" mt={8} /></span>
        </div>
      ))}
    </div>
  );
}
