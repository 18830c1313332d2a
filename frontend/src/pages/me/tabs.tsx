import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactElement, ReactNode } from "react";
import type { Item } from "~/api/types";
import { salesQuery } from "~/features/history/queries";
import { phaseOf, situationOf } from "~/live/situation";
import { Empty } from "~/parts/Empty";
import { More } from "~/parts/More";
import { PlaceholderRows, Rows } from "~/parts/Row";
import { Trouble } from "~/parts/Trouble";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import { BidRow, ListingRow, SaleRow } from "./rows";
import { soonest } from "./toDo";
import { useMine } from "./useMine";

export const GROUPS = { buying: ["bidding", "won", "lost"], sells: ["selling", "sold", "unsold"] } as const;
export const TABS = [...GROUPS.buying, ...GROUPS.sells];
export type Tab = (typeof TABS)[number];

const TAB: Record<Tab, () => ReactNode> = {
  bidding: () => <Bids name="bidding" over={false} />,
  won: Won,
  lost: () => <Bids name="lost" over />,
  selling: () => <Listings name="selling" over={false} />,
  sold: Sold,
  unsold: () => <Listings name="unsold" over />,
};

export function TabOf({ name }: { name: Tab }) {
  const Shown = TAB[name];
  return <Shown />;
}

function Bids({ name, over }: { name: Tab; over: boolean }) {
  const { bids, allBids, waits } = useMine();
  const here = allBids.filter((bid) => isOver(bid.item) === over && situationOf(bid.item, bid).role !== "winner");
  const rows = here.filter(({ item }) => !waits(item)).sort(over ? () => 0 : soonest);
  return <List query={bids} name={name} above={here.length > rows.length} rows={rows.map((bid) => <BidRow key={bid.item.id} bid={bid} />)} />;
}

function Listings({ name, over }: { name: Tab; over: boolean }) {
  const { items, allItems, waits } = useMine();
  const here = allItems.filter((item) => isOver(item) === over && phaseOf(item) !== "sold");
  const rows = here.filter((item) => !waits(item));
  return <List query={items} name={name} above={here.length > rows.length} rows={rows.map((item) => <ListingRow key={item.id} item={item} />)} />;
}

function isOver(item: Item): boolean {
  return !["live", "scheduled", "ended"].includes(phaseOf(item));
}

function Won() {
  const fresh = useMine().allBids.filter((bid) => isNew(bid.item) && situationOf(bid.item, bid).role === "winner");
  return <Sales name="won" role="buyer" fresh={fresh.map((bid) => <BidRow key={bid.item.id} bid={bid} />)} />;
}

function Sold() {
  const fresh = useMine().allItems.filter((item) => isNew(item) && phaseOf(item) === "sold");
  return <Sales name="sold" role="seller" fresh={fresh.map((item) => <ListingRow key={item.id} item={item} />)} />;
}

/** Whether it has ended and is not among the sales yet, which the closing job writes once a minute. */
function isNew(item: Item): boolean {
  return item.status === "ended";
}

function Sales({ name, role, fresh }: { name: Tab; role: "buyer" | "seller"; fresh: ReactElement[] }) {
  const sales = useInfiniteQuery(salesQuery(role));
  const closed = sales.data?.pages.flatMap(({ entries }) => entries) ?? [];
  const ids = new Set(closed.map(({ item }) => String(item.id)));
  const rows = closed.map((sale) => <SaleRow key={sale.item.id} sale={sale} />);
  return <List query={sales} name={name} rows={[...fresh.filter(({ key }) => !ids.has(String(key))), ...rows]} />;
}

type Query = { data: unknown; error: unknown; refetch: () => unknown; hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
type ListProps = { query: Query; name: Tab; rows: ReactNode[]; above?: boolean };

/** Rows and a button for more; `above`: some are shown among what is to be done. */
function List({ query, name, rows, above = false }: ListProps) {
  const { t } = useTranslation();
  if (!query.data) return query.error ? <Trouble error={query.error} again={() => void query.refetch()} /> : <PlaceholderRows columns />;
  if (!rows.length && !query.hasNextPage) return above ? <p className="dim">{t("me.above")}</p> : <NothingHere name={name} />;
  return (
    <>
      <Rows columns>{rows}</Rows>
      <More list={query} />
    </>
  );
}

function NothingHere({ name }: { name: Tab }) {
  const { t } = useTranslation();
  const selling = GROUPS.sells.some((tab) => tab === name);
  return (
    <Empty
      drawing={selling ? "box" : "gavel"}
      title={t(`me.none.${name}`)}
      action={<Button component={Link} to={selling ? "/sell" : "/"} variant="light">{t(selling ? "nav.sell" : "toBrowse")}</Button>}
    />
  );
}
