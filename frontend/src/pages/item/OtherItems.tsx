import type { Item } from "~/api/types";
import classes from "~/features/items/Grid.module.css";
import { ItemCard } from "~/features/items/ItemCard";

/** A titled row of other items; nothing where there are none. */
export function OtherItems({ id, title, items }: { id: string; title: string; items: Item[] }) {
  if (!items.length) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className={classes.grid}>
        {items.map((item) => <li key={item.id}><ItemCard item={item} /></li>)}
      </ul>
    </section>
  );
}
