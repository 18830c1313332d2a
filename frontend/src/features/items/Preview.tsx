import { endOf } from "~/parts/Duration";
import { Icon } from "~/parts/Icon";
import { useTranslation } from "~/text/i18n";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import { urlOf } from "./PhotoPicker";
import classes from "./SellForm.module.css";
import type { Words } from "./draft";

/** The listing as it will appear in lists. */
export function Preview({ words, photo }: { words: Words; photo: File | undefined }) {
  const { t } = useTranslation();
  const ends = words.length.hours || words.length.own ? inSeoul(endOf(words.length)) : "";
  return (
    <aside className={classes.preview} aria-label={t("sell.preview")}>
      <p className="dim small">{t("sell.preview")}</p>
      <div className={classes.picture}>{photo ? <img src={urlOf(photo)} alt="" /> : <Icon name="camera" size={36} />}</div>
      <p>{words.name || t("sell.name")}</p>
      <p className={`${classes.price} number`}>{words.price ? won(words.price) : t("sell.price")}</p>
      <p className="dim small">{t("sell.endsAtSeoul", { ends })}</p>
    </aside>
  );
}
