import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import { ItemCard } from "./ItemCard";
import classes from "./SoonRail.module.css";
import { type ItemFilters, itemsQuery } from "./queries";

export const SOON: ItemFilters = { sort: "endingSoon", status: "live" };
export const SOON_SHOWN = 10;

/** A horizontal list of the auctions that end next. */
export function SoonRail() {
  const { t } = useTranslation();
  const { data } = useInfiniteQuery(itemsQuery(SOON, SOON_SHOWN));
  const items = data?.pages[0]?.items ?? [];
  if (items.length < 4) return null;
  return (
    <section className={classes.rail} aria-labelledby="soon">
      <div className="spread">
        <h2 id="soon">{t("browse.soon")}</h2>
        <Link to="/?sort=endingSoon" className="link small">{t("browse.all")}</Link>
      </div>
      <ul className={classes.strip} aria-label={t("browse.soon")}>
        {items.map((item, at) => (
          <li key={item.id}>
            <ItemCard item={item} eager={at < 3} />
          </li>
        ))}
      </ul>
    </section>
  );
}
