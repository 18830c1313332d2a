import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { Sheet } from "~/parts/Sheet";
import { WonInput } from "~/parts/WonInput";
import { useTranslation } from "~/text/i18n";
import classes from "./Filters.module.css";
import { STATES, type ItemFilters } from "./queries";

type FormProps = { wanted: ItemFilters; apply: (part: Partial<ItemFilters>) => void };

/** Filters by status and price. */
export default function FilterSheet({ open, onClose, ...form }: FormProps & { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("filter.title")}>
      <FilterForm {...form} />
    </Sheet>
  );
}

function FilterForm({ wanted, apply }: FormProps) {
  const { t } = useTranslation();
  const [status, setStatus] = useState(wanted.status);
  const [least, setLeast] = useState(wanted.minPrice ?? null);
  const [most, setMost] = useState(wanted.maxPrice ?? null);
  const unread = Number.isNaN(least) || Number.isNaN(most);
  const upsideDown = least !== null && most !== null && least > most;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!upsideDown && !unread) apply({ status, minPrice: least ?? undefined, maxPrice: most ?? undefined });
      }}
    >
      <SegmentedControl
        fullWidth
        radius="xl"
        aria-label={t("filter.state")}
        value={status}
        onChange={(value) => setStatus(value as ItemFilters["status"])}
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
