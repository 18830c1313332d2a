import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import type { Item } from "~/api/types";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import { Thumb } from "./Thumb";
import classes from "./rows.module.css";

/** A list of rows; with `columns` in two of them where there is room. */
export function Rows({ columns = false, children }: { columns?: boolean; children: ReactNode }) {
  return <ul className={columns ? classes.columns : classes.list}>{children}</ul>;
}

type Props = { item: Pick<Item, "name" | "images">; to: string; children: ReactNode };

/** A row of a list, which is one link: the picture and the name of an item, and what is said of it. */
export function Row({ item, to, children }: Props) {
  return (
    <li>
      <Link to={to} className={classes.row}>
        <span className={classes.picture}><Thumb picture={item.images[0]} alt="" /></span>
        <span className={classes.words}>
          <span className={classes.name}>{item.name}</span>
          {children}
        </span>
      </Link>
    </li>
  );
}

type LineProps = { name: string; to: string; aside?: ReactNode; children: ReactNode };

/** A row without a picture: its name and what is said of it, as one link, and beside it `aside`, such as a button. */
export function Line({ name, to, aside, children }: LineProps) {
  return (
    <li className={classes.line}>
      <Link to={to} className={classes.words}>
        <span className={classes.name}>{name}</span>
        {children}
      </Link>
      {aside}
    </li>
  );
}

/** Rows without content, while those of a list load. */
export function PlaceholderRows({ columns = false }: { columns?: boolean }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("loading")} className={columns ? classes.columns : classes.list}>
      {[0, 1, 2, 3].map((at) => (
        <div key={at} className={classes.row}>
          <Skeleton className={classes.picture} height="auto" radius={14} />
          <span className={classes.words}><Skeleton height={16} width="70%" /><Skeleton height={22} width="40%" mt={8} /></span>
        </div>
      ))}
    </div>
  );
}
