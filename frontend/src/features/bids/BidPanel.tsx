import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Item } from "~/api/types";
import { useStale } from "~/live/hooks";
import { priceLabel, say, situationOf } from "~/live/situation";
import { Shipping } from "~/parts/Shipping";
import { Timer } from "~/parts/Timer";
import { useTranslation } from "~/text/i18n";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./BidPanel.module.css";
import { BuyNow } from "./BuyNow";
import { StatusBox } from "./StatusBox";
import { YourBid } from "./YourBid";
import { useMyBid } from "./queries";

/** Price, time left, the viewer's standing and their next action; `sellerPanel` is shown to the seller. */
export function BidPanel({ item, sellerPanel }: { item: Item; sellerPanel: ReactNode }) {
  const { t } = useTranslation();
  const mine = useMyBid(item);
  const situation = situationOf(item, mine);
  const live = situation.phase === "live";
  const over = !live && situation.phase !== "scheduled";
  return (
    <section className={classes.panel} aria-label={t("bid.panel")}>
      <div className={classes.facts}>
        <div>
          <p className="dim small">{t(`price.${priceLabel(situation)}`)}</p>
          <Amount price={item.price} />
          <p className="dim small number">
            {item.bidCount ? t("item.bids", { count: item.bidCount }) : t("item.noBids")}
            {item.reserveMet !== null && !over && <> · {t(item.reserveMet ? "item.reserveMet" : "item.reserveNotMet")}</>}
          </p>
        </div>
        <div className={classes.time}>
          <p className="dim small">{t(over ? "time.ended" : situation.phase === "scheduled" ? "time.starts" : "time.left")}</p>
          {over ? (
            <p className={`${classes.when} number`}>{inSeoul(item.endTime)}</p>
          ) : (
            <>
              <p className={`${classes.timer} number`}><Timer item={item} /></p>
              <p className="dim small">{inSeoul(situation.phase === "scheduled" ? item.startTime : item.endTime)}</p>
            </>
          )}
        </div>
      </div>
      <Shipping options={item.shipping} />
      {live && <Freshness />}
      {situation.role === "seller" ? sellerPanel : <StatusBox item={item} mine={mine} />}
      {situation.role !== "seller" && <YourBid item={item} mine={mine} />}
      {say(situation).acts.includes("buy") && item.buyNowPrice !== null && <BuyNow item={item} price={item.buyNowPrice} />}
      {live && item.extends && <p className="dim small">{t("item.extends")}</p>}
      <Announcer item={item} />
    </section>
  );
}

function Amount({ price }: { price: number }) {
  const before = useRef(price);
  const [moved, setMoved] = useState(false);
  useEffect(() => {
    if (before.current === price) return;
    before.current = price;
    setMoved(true);
    const timer = setTimeout(() => setMoved(false), 1600);
    return () => clearTimeout(timer);
  }, [price]);
  return <p className={`${classes.price} number`} data-moved={moved || undefined} data-testid="price">{won(price)}</p>;
}

function Freshness() {
  const { t } = useTranslation();
  const stale = useStale();
  return (
    <p className={classes.fresh} data-stale={stale || undefined}>
      <span aria-hidden="true" />
      {t(stale ? "live.stale" : "live.on")}
    </p>
  );
}

/** Announce each new price to screen readers, once it has settled. */
function Announcer({ item }: { item: Item }) {
  const { t } = useTranslation();
  const first = useRef(item.price);
  const [words, setWords] = useState("");
  useEffect(() => {
    if (first.current === item.price) return;
    first.current = item.price;
    const timer = setTimeout(() => setWords(t("live.price", { price: won(item.price), count: item.bidCount })), 400);
    return () => clearTimeout(timer);
  }, [item.price, item.bidCount, t]);
  return <p className="unseen" aria-live="polite">{words}</p>;
}
