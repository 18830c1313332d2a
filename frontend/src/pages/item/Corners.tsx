import { notifications } from "@mantine/notifications";
import type { Item } from "~/api/types";
import { Heart } from "~/parts/Heart";
import { Icon } from "~/parts/Icon";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import classes from "./ItemPage.module.css";

/** Over the photos: back to the page before, on a phone, watching, and sharing the link. */
export function Corners({ item }: { item: Item }) {
  const { t } = useTranslation();
  const back = () => void ((history.state as { idx?: number } | null)?.idx ? navigate(-1) : navigate("/"));
  return (
    <>
      <button type="button" className={`${classes.button} ${classes.back}`} aria-label={t("back")} onClick={back}>
        <Icon name="back" />
      </button>
      <div className={classes.right}>
        <Heart item={item} over />
        <button type="button" className={classes.button} aria-label={t("page.share")} onClick={() => void share(item.name, t("page.copied"), t("page.copy"))}>
          <Icon name="share" />
        </button>
      </div>
    </>
  );
}

/** Share by the device, or copy the link; without https a browser can do neither, so the link is shown to be copied. */
async function share(name: string, copied: string, copy: string): Promise<void> {
  const url = location.origin + location.pathname;
  if ("share" in navigator) return navigator.share({ title: name, url }).catch(() => undefined);
  if (!("clipboard" in navigator)) return void prompt(copy, url);
  await (navigator as Navigator).clipboard.writeText(url);
  notifications.show({ color: "pine", message: copied, role: "status" });
}
