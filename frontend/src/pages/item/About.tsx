import { useState } from "react";
import type { Item } from "~/api/types";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import classes from "./ItemPage.module.css";

const SHORT = { letters: 280, lines: 7 };

/** What the seller says about the item; a long text opens with a button, so that what follows stays near. */
export function About({ item }: { item: Item }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const long = item.content.length > SHORT.letters || item.content.split("\n").length > SHORT.lines;
  return (
    <section className={classes.about} aria-labelledby="about">
      <h2 id="about">{t("item.about")}</h2>
      {item.content ? (
        <p className={classes.content} data-cut={(long && !open) || undefined}>{item.content}</p>
      ) : (
        <p className="dim">{t("item.noContent")}</p>
      )}
      {long && <button type="button" className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>{t(open ? "page.less" : "page.more")}</button>}
      {item.relistOf !== null && (
        <p className="small"><Link className="link" to={`/items/${item.relistOf}`}>{t("item.relistOf")}</Link></p>
      )}
    </section>
  );
}
