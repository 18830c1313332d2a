import { Button } from "@mantine/core";
import { Suspense, lazy, useState } from "react";
import type { Item } from "~/api/types";
import { useTranslation } from "~/text/i18n";

const Relist = lazy(() => import("~/features/items/Relist"));

/** List the item of an order that came to nothing again. */
export function RelistButton({ item }: { item: Item }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<boolean>();
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{t("act.relist")}</Button>
      <Suspense>{open !== undefined && <Relist item={item} open={open} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
