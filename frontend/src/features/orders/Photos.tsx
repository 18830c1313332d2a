import { useState } from "react";
import { Icon } from "~/parts/Icon";
import { KINDS, lightened, objectUrl, sorted } from "~/parts/photos";
import { useTranslation } from "~/text/orders";
import classes from "./Photos.module.css";

type Props = { photos: File[]; setPhotos: (photos: File[]) => void; most: number; label: string; error?: string };

/** A button that adds photos from the camera or gallery, and those that were added. */
export function Photos({ photos, setPhotos, most, label, error }: Props) {
  const { t } = useTranslation();
  const [wrong, setWrong] = useState<"kind" | "heic" | "many" | "size" | null>(null);

  async function add(files: FileList | null) {
    const { good, wrong } = sorted(await Promise.all([...(files ?? [])].map(lightened)), photos.length, most);
    setWrong(wrong);
    if (good.length) setPhotos([...photos, ...good]);
  }

  const words = error ?? (wrong && (wrong === "many" ? t("chat.many", { most }) : t(`photos.${wrong}`)));
  return (
    <div className={classes.photos}>
      {photos.map((photo, at) => (
        <span key={objectUrl(photo)} className={classes.photo}>
          <img src={objectUrl(photo)} alt={t("photos.photo", { number: at + 1, name: photo.name })} />
          <button type="button" aria-label={t("photos.remove", { number: at + 1 })} onClick={() => { setWrong(null); setPhotos(photos.filter((other) => other !== photo)); }}><Icon name="close" size={16} /></button>
        </span>
      ))}
      {photos.length < most && (
        <label className={classes.add}>
          <Icon name="camera" size={22} />
          <span className={most === 1 ? "unseen" : undefined}>{label}</span>
          <input type="file" className="unseen" multiple={most > 1} accept={KINDS.join(",")} onChange={({ currentTarget }) => { void add(currentTarget.files).then(() => { currentTarget.value = ""; }); }} />
        </label>
      )}
      {words && <p role="alert" className="refused">{words}</p>}
    </div>
  );
}
