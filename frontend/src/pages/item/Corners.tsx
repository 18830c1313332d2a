import { notifications } from "@mantine/notifications";
import { Icon } from "~/parts/Icon";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import classes from "./ItemPage.module.css";

/** Over the photos: back to the page before, on a phone, and sharing the link. */
export function Corners({ name }: { name: string }) {
  const { t } = useTranslation();
  const back = () => void ((history.state as { idx?: number } | null)?.idx ? navigate(-1) : navigate("/"));
  return (
    <>
      <button type="button" className={`${classes.corner} ${classes.back}`} aria-label={t("back")} onClick={back}>
        <Icon name="back" />
      </button>
      <button type="button" className={`${classes.corner} ${classes.share}`} aria-label={t("page.share")} onClick={() => void share(name, t("page.copied"), t("page.copy"))}>
        <Icon name="share" />
      </button>
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
