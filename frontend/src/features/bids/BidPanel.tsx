import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "~/api/types";
import { useStale } from "~/live/hooks";
import { Timer } from "~/parts/Timer";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./BidPanel.module.css";
import { BuyNow } from "./BuyNow";
import { Outcome } from "./Outcome";
import { Standing } from "./Standing";
import { YourBid } from "./YourBid";

/** Price, time left, the viewer's standing and their next action; `sellerPanel` is shown to the seller. */
export function BidPanel({ item, sellerPanel }: { item: Item; sellerPanel: ReactNode }) {
  const { t } = useTranslation();
  const live = item.status === "live";
  const over = !live && item.status !== "scheduled";
  return (
    <section className={classes.panel} aria-label={t("bid.panel")}>
      <div className={classes.facts}>
        <div>
          <p className="dim small">{t(over ? `price.${item.status}` : item.bidCount ? "price.now" : "price.start")}</p>
          <Amount price={item.price} />
          <p className="dim small number">
            {item.bidCount ? t("item.bids", { count: item.bidCount }) : t("item.noBids")}
            {item.reserveMet !== null && !over && <> · {t(item.reserveMet ? "item.reserveMet" : "item.reserveNotMet")}</>}
          </p>
        </div>
        <div className={classes.time}>
          <p className="dim small">{t(over ? "time.ended" : item.status === "scheduled" ? "time.starts" : "time.left")}</p>
          <p className={`${classes.timer} number`}><Timer item={item} /></p>
          <p className="dim small">{inSeoul(item.status === "scheduled" ? item.startTime : item.endTime)}</p>
        </div>
      </div>
      {live && <Freshness />}
      <Standing item={item} />
      {item.viewer?.isSeller ? sellerPanel : over ? <Outcome item={item} /> : live && <YourBid item={item} />}
      {live && !item.viewer?.isSeller && item.buyNowPrice !== null && <BuyNow item={item} price={item.buyNowPrice} />}
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
