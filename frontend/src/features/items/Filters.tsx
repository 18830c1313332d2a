import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "~/parts/Icon";
import { Sheet } from "~/parts/Sheet";
import { WonInput } from "~/parts/WonInput";
import { spoken } from "~/text/won";
import classes from "./Filters.module.css";
import { SORTS, STATES, type Wanted } from "./queries";

type Props = { wanted: Wanted; change: (part: Partial<Wanted>) => void };

/** How the list is ordered, and a sheet that narrows it. */
export function Filters({ wanted, change }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.bar}>
      <NativeSelect
        aria-label={t("browse.sort")}
        radius="xl"
        size="md"
        value={wanted.sort}
        onChange={(event) => change({ sort: event.currentTarget.value as Wanted["sort"] })}
        data={SORTS.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
      />
      <button type="button" className={classes.button} onClick={() => setOpen(true)} data-on={narrowing(wanted) || undefined}>
        <Icon name="filter" size={18} />
        {summary(wanted, t)}
      </button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t("filter.title")}>
        <FilterForm wanted={wanted} apply={(part) => { setOpen(false); change(part); }} />
      </Sheet>
    </div>
  );
}

function narrowing({ status, minPrice, maxPrice }: Wanted): boolean {
  return Boolean(minPrice || maxPrice || status !== "live");
}

function summary({ status, minPrice, maxPrice }: Wanted, t: TFunction): string {
  const parts = status === "live" ? [] : [t(`filter.${status}`)];
  if (minPrice || maxPrice) parts.push(`${minPrice ? spoken(minPrice) : ""} ~ ${maxPrice ? spoken(maxPrice) : ""}`.trim());
  return parts.join(" · ") || t("filter.title");
}

function FilterForm({ wanted, apply }: { wanted: Wanted; apply: (part: Partial<Wanted>) => void }) {
  const { t } = useTranslation();
  const [status, setStatus] = useState(wanted.status);
  const [least, setLeast] = useState(wanted.minPrice ?? null);
  const [most, setMost] = useState(wanted.maxPrice ?? null);
  const upsideDown = least !== null && most !== null && least > most;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!upsideDown) apply({ status, minPrice: least ?? undefined, maxPrice: most ?? undefined });
      }}
    >
      <SegmentedControl
        fullWidth
        radius="xl"
        aria-label={t("filter.state")}
        value={status}
        onChange={(value) => setStatus(value as Wanted["status"])}
        data={STATES.map((state) => ({ value: state, label: t(`filter.${state}`) }))}
      />
      <div className={classes.prices}>
        <WonInput label={t("filter.least")} value={least} onChange={setLeast} error={upsideDown && t("filter.upsideDown")} />
        <WonInput label={t("filter.most")} value={most} onChange={setMost} />
      </div>
      <div className={classes.actions}>
        <Button variant="default" size="md" onClick={() => apply({ status: "live", minPrice: undefined, maxPrice: undefined })}>
          {t("filter.clear")}
        </Button>
        <Button type="submit" size="md">{t("filter.apply")}</Button>
      </div>
    </form>
  );
}
