import { NativeSelect } from "@mantine/core";
import { Suspense, lazy, useState } from "react";
import { Icon } from "~/parts/Icon";
import type { Translate } from "~/text/i18n";
import { useTranslation } from "~/text/i18n";
import { spoken } from "~/text/won";
import classes from "./Filters.module.css";
import { SORTS, type ItemFilters } from "./queries";

const FilterSheet = lazy(() => import("./FilterSheet"));

type Props = { wanted: ItemFilters; change: (part: Partial<ItemFilters>, replace?: boolean) => void };

/** The list's sort order, and a sheet with filters. */
export function Filters({ wanted, change }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <div className={classes.bar}>
      <NativeSelect
        aria-label={t("browse.sort")}
        radius="xl"
        size="md"
        value={wanted.sort}
        onChange={(event) => change({ sort: event.currentTarget.value as ItemFilters["sort"] })}
        data={SORTS.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
      />
      <button type="button" className={classes.button} onClick={() => { setWasOpened(true); setOpen(true); }} data-on={narrowing(wanted) || undefined}>
        <Icon name="filter" size={18} />
        {summary(wanted, t)}
      </button>
      <Suspense>
        {wasOpened && <FilterSheet wanted={wanted} open={open} onClose={() => setOpen(false)} apply={(part) => change(part, true)} />}
      </Suspense>
    </div>
  );
}

function narrowing({ status, minPrice, maxPrice }: ItemFilters): boolean {
  return Boolean(minPrice || maxPrice || status !== "live");
}

function summary({ status, minPrice, maxPrice }: ItemFilters, t: Translate): string {
  const parts = status === "live" ? [] : [t(`filter.${status}`)];
  if (minPrice || maxPrice) parts.push(`${minPrice ? spoken(minPrice) : ""} ~ ${maxPrice ? spoken(maxPrice) : ""}`.trim());
  return parts.join(" · ") || t("filter.title");
}
