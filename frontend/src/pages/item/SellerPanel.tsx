import { Button } from "@mantine/core";
import { Suspense, lazy, useState } from "react";
import type { Item } from "~/api/types";
import { EndEarly } from "~/features/bids/EndEarly";
import { TakeDown } from "~/features/items/TakeDown";
import { type Act, blanksOf, say, situationOf } from "~/live/situation";
import { Icon, type IconName } from "~/parts/Icon";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import classes from "./SellerPanel.module.css";

// the checks of a whole form weigh more than the rest of the page
const EditItem = lazy(() => import("~/features/items/EditItem"));
const Relist = lazy(() => import("~/features/items/Relist"));

const ICONS = { edit: "edit", remove: "trash", endEarly: "flag", relist: "repeat" } satisfies Partial<Record<Act, IconName>>;
const isOffered = (act: Act): act is keyof typeof ICONS => act in ICONS;

/** How the seller's auction stands, and what they can do now. */
export function SellerPanel({ item }: { item: Item }) {
  const { t } = useTranslation();
  const [dialog, openDialog] = useState<Act | null>(null);
  const [used, setUsed] = useState<Act[]>([]);
  const close = () => openDialog(null);
  const open = (act: Act) => { setUsed([...used, act]); openDialog(act); };
  const { key, acts } = say(situationOf(item));
  const blanks = blanksOf(item);
  return (
    <div className={classes.panel}>
      <h2>{t(`say.${key}.title`, blanks)}</h2>
      <p className="dim small">{t(`say.${key}.text`, blanks)}</p>
      <div className={classes.buttons}>
        {acts.includes("order") && <Button component={Link} to={`/orders?item=${item.id}`}>{t("act.order")}</Button>}
        {/* it is relisted once the closing job has closed it */}
        {item.status !== "ended" && acts.filter(isOffered).map((act) => (
          <Button key={act} variant={act === "relist" ? "filled" : "default"} leftSection={<Icon name={ICONS[act]} size={18} />} onClick={() => open(act)}>
            {t(`act.${act}`)}
          </Button>
        ))}
      </div>
      <Suspense>
        {used.includes("edit") && <EditItem item={item} open={dialog === "edit"} onClose={close} />}
        {used.includes("relist") && <Relist item={item} open={dialog === "relist"} onClose={close} />}
      </Suspense>
      <TakeDown item={item} open={dialog === "remove"} onClose={close} />
      <EndEarly item={item} open={dialog === "endEarly"} onClose={close} />
    </div>
  );
}
