import type { ReactNode } from "react";
import type { Item } from "~/api/types";
import type { Tone } from "~/live/situation";
import { Thumb } from "~/parts/Thumb";
import { Link } from "~/router/Link";
import { type Named, useTranslation } from "~/text/i18n";
import { won } from "~/text/won";
import classes from "./MyPage.module.css";

type Props = {
  item: Item;
  label: Named<"price">;
  price?: number;
  sentence: Named<"say">;
  tone: Tone;
  blanks: Record<string, string>;
  advice?: boolean;
  children?: ReactNode;
};

/** One of my auctions: its name, its price, how I stand and, with `advice`, what to do about it. */
export function ItemRow({ item, label, price = item.price, sentence, tone, blanks, advice = false, children }: Props) {
  const { t } = useTranslation();
  return (
    <li>
      <Link to={`/items/${item.id}`} className={classes.row}>
        <span className={classes.picture}><Thumb picture={item.images[0]} alt="" /></span>
        <span className={classes.words}>
          <span className={classes.name}>{item.name}</span>
          <span className={`${classes.price} number`}><span className={classes.label}>{t(`price.${label}`)}</span> {won(price)}</span>
          <span className={`${classes.facts} small dim`}>
            <span className={classes.badge} data-tone={tone}>{t(`say.${sentence}.badge`)}</span>
            {children}
          </span>
          {advice && <span className={`${classes.advice} small number`}>{t(`say.${sentence}.text`, blanks)}</span>}
        </span>
      </Link>
    </li>
  );
}
