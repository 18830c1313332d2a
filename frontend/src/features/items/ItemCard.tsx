import { useRef } from "react";
import type { Item } from "~/api/types";
import { useLiveItem, useOnScreen } from "~/live/hooks";
import { priceLabel, say, situationOf, toneOf } from "~/live/situation";
import { Heart } from "~/parts/Heart";
import { Thumb } from "~/parts/Thumb";
import { Timer } from "~/parts/Timer";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";
import classes from "./ItemCard.module.css";

/** One item in a list: its picture, price and time left. */
export function ItemCard({ item: given, eager = false }: { item: Item; eager?: boolean }) {
  const { t } = useTranslation();
  const card = useRef<HTMLAnchorElement>(null);
  const item = useLiveItem(given, useOnScreen(card));
  const situation = situationOf(item);
  const { key } = say(situation);
  const over = situation.phase !== "live" && situation.phase !== "scheduled";
  return (
    <div className={classes.tile}>
      <Link ref={card} to={`/items/${item.id}`} className={classes.card} data-over={over || undefined}>
        <span className={classes.picture}>
          <Thumb picture={item.images[0]} alt="" eager={eager} />
          <Timer item={item} className={`${classes.timer} number`} />
        </span>
        <span className={classes.name}>{item.name}</span>
        <span key={item.price} className={`${classes.price} number`}>
          <span className={classes.label}>{t(`price.${priceLabel(situation)}`)}</span> {won(item.price)}
        </span>
        <span className={classes.below}>
          {(situation.role === "leading" || situation.role === "winner") && <span className={classes.mark} data-tone={toneOf(key)}>{t(`say.${key}.badge`)}</span>}
          <span>{situation.bids ? t("item.bids", { count: item.bidCount }) : t(situation.phase === "live" ? "say.first.title" : "item.noBids")}</span>
          {item.buyNowPrice !== null && !over && <span className={classes.mark} data-tone="good">{t("item.buyNowMark")}</span>}
        </span>
      </Link>
      <Heart item={item} over />
    </div>
  );
}
