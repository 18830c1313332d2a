import type { Item, MyBid, Sale } from "~/api/types";
import { useLiveItem } from "~/live/hooks";
import { blanksOf, priceLabel, say, situationOf, toneOf } from "~/live/situation";
import { Timer } from "~/parts/Timer";
import { useTranslation } from "~/text/i18n";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import { ItemRow } from "./ItemRow";

/** `advice`: with what to do about it. */
export function BidRow({ bid, advice = false }: { bid: MyBid; advice?: boolean }) {
  const { t } = useTranslation();
  const item = useLiveItem(bid.item);
  return (
    <ItemRow {...shown(item, bid)} advice={advice}>
      {bid.myAmount > 0 && <span className="number">{t("mine.myBid", { amount: won(bid.myAmount) })}</span>}
      {item.status === "live" && <Timer item={item} className="number" />}
    </ItemRow>
  );
}

export function ListingRow({ item: given, advice = false }: { item: Item; advice?: boolean }) {
  const { t } = useTranslation();
  const item = useLiveItem(given);
  return (
    <ItemRow {...shown(item)} advice={advice}>
      <span>{item.bidCount ? t("item.bids", { count: item.bidCount }) : t("item.noBids")}</span>
      {(item.status === "live" || item.status === "scheduled") && <Timer item={item} className="number" />}
    </ItemRow>
  );
}

export function SaleRow({ sale }: { sale: Sale }) {
  return (
    <ItemRow {...shown(sale.item)} price={sale.price}>
      <span>{inSeoul(sale.closedAt)}</span>
    </ItemRow>
  );
}

function shown(item: Item, mine?: MyBid) {
  const situation = situationOf(item, mine);
  const { key } = say(situation);
  return { item, label: priceLabel(situation), sentence: key, tone: toneOf(key), blanks: blanksOf(item, mine) };
}
