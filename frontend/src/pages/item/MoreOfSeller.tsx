import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Item } from "~/api/types";
import { hasLeft } from "~/features/users/queries";
import classes from "~/features/items/Grid.module.css";
import { ItemCard } from "~/features/items/ItemCard";
import { itemsQuery } from "~/features/items/queries";

/** Other items of this seller. */
export function MoreOfSeller({ item }: { item: Item }) {
  const { t } = useTranslation();
  const list = itemsQuery({ sort: "endingSoon", status: "live", seller: item.seller.id }, 5);
  const { data } = useInfiniteQuery({ ...list, enabled: !hasLeft(item.seller.id) });
  const others = (data?.pages[0]?.items ?? []).filter(({ id }) => id !== item.id).slice(0, 4);
  if (!others.length) return null;
  return (
    <section aria-labelledby="more">
      <h2 id="more">{t("item.more")}</h2>
      <ul className={classes.grid}>
        {others.map((other) => <li key={other.id}><ItemCard item={other} /></li>)}
      </ul>
    </section>
  );
}
