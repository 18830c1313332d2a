import { notifications } from "@mantine/notifications";
import { Problem } from "~/api/problem";
import { useSignedIn } from "~/api/session";
import type { Item } from "~/api/types";
import { setWatching, useWatching, watchAfterSignIn } from "~/live/watches";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import classes from "./Heart.module.css";
import { Icon } from "./Icon";
import { useSignInLink } from "./useSignInLink";

/** A button that watches the item; a stranger signs in first, and then watches it. `over` lies on a photo. */
export function Heart({ item, over = false }: { item: Item; over?: boolean }) {
  const { t } = useTranslation();
  const signedIn = useSignedIn();
  const { to, ...options } = useSignInLink();
  const { watching, count } = useWatching(item);

  function press() {
    if (!signedIn) {
      watchAfterSignIn(item.id);
      return void navigate(to, options);
    }
    setWatching(item.id, !watching).catch((error: unknown) => {
      const message = error instanceof Problem ? error.words : t("trouble.unreachable");
      notifications.show({ color: "red", message, role: "alert" });
    });
  }

  return (
    <button
      type="button"
      className={classes.heart}
      data-over={over || undefined}
      aria-pressed={watching}
      onClick={press}
    >
      <Icon name="heart" />
      <span className="unseen">{t("watch.do", { name: item.name })}</span>
      {count > 0 && <span className="number">{count}</span>}
    </button>
  );
}
