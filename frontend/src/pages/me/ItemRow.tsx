import type { ReactNode } from "react";
import type { Item } from "~/api/types";
import type { Tone } from "~/live/situation";
import { Row } from "~/parts/Row";
import rows from "~/parts/rows.module.css";
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
    <Row item={item} to={`/items/${item.id}`}>
      <span className={`${rows.price} number`}><span className={classes.label}>{t(`price.${label}`)}</span> {won(price)}</span>
      <span className={`${classes.facts} small dim`}>
        <span className={rows.badge} data-tone={tone}>{t(`say.${sentence}.badge`)}</span>
        {children}
      </span>
      {advice && <span className={`${classes.advice} small number`}>{t(`say.${sentence}.text`, blanks)}</span>}
    </Row>
  );
}
