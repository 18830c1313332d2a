import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EditItem } from "~/features/items/EditItem";
import { Relist } from "~/features/items/Relist";
import { TakeDown } from "~/features/items/TakeDown";
import type { Item } from "~/api/types";
import { type Act, blanksOf, say, situationOf } from "~/live/situation";
import { Icon, type IconName } from "~/parts/Icon";
import { EndEarly } from "~/features/bids/EndEarly";
import classes from "./SellerPanel.module.css";

const ICONS: Partial<Record<Act, IconName>> = { edit: "edit", remove: "trash", endEarly: "flag", relist: "repeat" };

/** How the seller's auction stands, and what they can do now. */
export function SellerPanel({ item }: { item: Item }) {
  const { t } = useTranslation();
  const [dialog, openDialog] = useState<Act | null>(null);
  const close = () => openDialog(null);
  const { key, acts } = say(situationOf(item));
  const blanks = blanksOf(item);
  return (
    <div className={classes.panel}>
      <h2>{t(`say.${key}.title`, blanks)}</h2>
      <p className="dim small">{t(`say.${key}.text`, blanks)}</p>
      <div className={classes.buttons}>
        {/* it is relisted once the closing job has closed it */}
        {item.status !== "ended" && acts.map((act) => (
          <Button key={act} variant={act === "relist" ? "filled" : "default"} leftSection={<Icon name={ICONS[act] ?? "edit"} size={18} />} onClick={() => openDialog(act)}>
            {t(`act.${act}`)}
          </Button>
        ))}
      </div>
      <EditItem item={item} open={dialog === "edit"} onClose={close} />
      <TakeDown item={item} open={dialog === "remove"} onClose={close} />
      <EndEarly item={item} open={dialog === "endEarly"} onClose={close} />
      <Relist item={item} open={dialog === "relist"} onClose={close} />
    </div>
  );
}
