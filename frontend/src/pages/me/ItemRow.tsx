import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Item } from "~/api/types";
import { Thumb } from "~/parts/Thumb";
import { won } from "~/text/won";
import classes from "./MyPage.module.css";

export type Tone = "good" | "bad" | "wait" | "calm";

type Props = { item: Item; price?: number; badge: string; tone: Tone; children?: ReactNode };

/** One of my auctions: its name, my standing, its price. */
export function ItemRow({ item, price = item.price, badge, tone, children }: Props) {
  return (
    <li>
      <Link to={`/items/${item.id}`} className={classes.row}>
        <span className={classes.picture}><Thumb picture={item.images[0]} alt="" /></span>
        <span className={classes.words}>
          <span className={classes.name}>{item.name}</span>
          <span className={`${classes.price} number`}>{won(price)}</span>
          <span className={`${classes.facts} small dim`}>
            <span className={classes.badge} data-tone={tone}>{badge}</span>
            {children}
          </span>
        </span>
      </Link>
    </li>
  );
}
