import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EditItem } from "~/features/items/EditItem";
import { Relist } from "~/features/items/Relist";
import { TakeDown } from "~/features/items/TakeDown";
import type { Item } from "~/api/types";
import { Icon } from "~/parts/Icon";
import { won } from "~/text/won";
import { EndEarly } from "~/features/bids/EndEarly";
import classes from "./SellerPanel.module.css";

type Dialog = "edit" | "down" | "end" | "relist";

/** What the seller can do in the auction's current state. */
export function SellerPanel({ item }: { item: Item }) {
  const { t } = useTranslation();
  const [dialog, openDialog] = useState<Dialog | null>(null);
  const close = () => openDialog(null);
  const open = item.status === "live" || item.status === "scheduled";
  const untouched = open && item.bidCount === 0;
  const unsold = item.status === "unsold" || item.status === "cancelled";
  return (
    <div className={classes.panel}>
      <h2>{t("seller.title")}</h2>
      <p className="dim small">{t(`seller.${words(item)}`, { price: won(item.price) })}</p>
      <div className={classes.buttons}>
        {untouched && <Button variant="default" leftSection={<Icon name="edit" size={18} />} onClick={() => openDialog("edit")}>{t("seller.edit")}</Button>}
        {untouched && <Button variant="default" leftSection={<Icon name="trash" size={18} />} onClick={() => openDialog("down")}>{t("seller.down")}</Button>}
        {item.status === "live" && !untouched && <Button variant="default" leftSection={<Icon name="flag" size={18} />} onClick={() => openDialog("end")}>{t("seller.end")}</Button>}
        {unsold && <Button leftSection={<Icon name="repeat" size={18} />} onClick={() => openDialog("relist")}>{t("seller.relist")}</Button>}
      </div>
      <EditItem item={item} open={dialog === "edit"} onClose={close} />
      <TakeDown item={item} open={dialog === "down"} onClose={close} />
      <EndEarly item={item} open={dialog === "end"} onClose={close} />
      <Relist item={item} open={dialog === "relist"} onClose={close} />
    </div>
  );
}

function words(item: Item): string {
  if (item.status === "live" || item.status === "scheduled") return item.bidCount ? "withBids" : "untouched";
  return item.status;
}
