import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Item } from "~/api/types";
import { useLiveItem, useOnScreen } from "~/live/hooks";
import { Thumb } from "~/parts/Thumb";
import { Timer } from "~/parts/Timer";
import { won } from "~/text/won";
import classes from "./ItemCard.module.css";

/** One item in a list: its picture, price and time left. */
export function ItemCard({ item: given, eager = false }: { item: Item; eager?: boolean }) {
  const { t } = useTranslation();
  const card = useRef<HTMLAnchorElement>(null);
  const item = useLiveItem(given, useOnScreen(card));
  const over = item.status !== "live" && item.status !== "scheduled";
  return (
    <Link ref={card} to={`/items/${item.id}`} className={classes.card} data-over={over || undefined}>
      <span className={classes.picture}>
        <Thumb picture={item.images[0]} alt="" eager={eager} />
        <Timer item={item} className={`${classes.timer} number`} />
      </span>
      <span className={classes.name}>{item.name}</span>
      <span key={item.price} className={`${classes.price} number`}>{won(item.price)}</span>
      <span className={classes.below}>
        <span>{item.bidCount ? t("item.bids", { count: item.bidCount }) : t("item.noBids")}</span>
        {item.buyNowPrice !== null && !over && <span className={classes.mark}>{t("item.buyNowMark")}</span>}
      </span>
    </Link>
  );
}
