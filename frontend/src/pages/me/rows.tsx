import { useTranslation } from "react-i18next";
import type { Item, MyBid, Sale } from "~/api/types";
import { useLiveItem } from "~/live/hooks";
import { Timer } from "~/parts/Timer";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import { ItemRow, type Tone } from "./ItemRow";

const TONES: Record<string, Tone> = {
  leading: "good", outbid: "bad", won: "good", live: "good", scheduled: "wait", ended: "wait",
};

export function BidRow({ bid }: { bid: MyBid }) {
  const { t } = useTranslation();
  const item = useLiveItem(bid.item);
  const standing = item.status === "ended" && bid.standing === "leading" ? "closing" : bid.standing;
  return (
    <ItemRow item={item} badge={t(`mine.${standing}`)} tone={TONES[bid.standing] ?? "calm"}>
      <span className="number">{t("mine.myBid", { amount: won(bid.myAmount) })}</span>
      {item.status === "live" && <Timer item={item} className="number" />}
    </ItemRow>
  );
}

export function ListingRow({ item: given }: { item: Item }) {
  const { t } = useTranslation();
  const item = useLiveItem(given);
  return (
    <ItemRow item={item} badge={t(`status.${item.status}`)} tone={TONES[item.status] ?? "calm"}>
      <span>{item.bidCount ? t("item.bids", { count: item.bidCount }) : t("item.noBids")}</span>
      {(item.status === "live" || item.status === "scheduled") && <Timer item={item} className="number" />}
    </ItemRow>
  );
}

export function SaleRow({ sale, badge }: { sale: Sale; badge: string }) {
  return (
    <ItemRow item={sale.item} price={sale.price} badge={badge} tone="good">
      <span>{inSeoul(sale.closedAt)}</span>
    </ItemRow>
  );
}
