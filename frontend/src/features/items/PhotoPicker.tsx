import { useMemo, useState } from "react";
import { Icon } from "~/parts/Icon";
import { KINDS, MOST, type Shot, lightened, moved, objectUrl, sorted } from "~/parts/photos";
import { useTranslation } from "~/text/i18n";
import classes from "./PhotoPicker.module.css";
import type { RefusedPhoto } from "./refusals";

type Props<T extends Shot> = {
  photos: T[];
  setPhotos: (photos: (T | File)[]) => void;
  error?: string;
  refused?: RefusedPhoto;
};

/** Photos from the camera or gallery, or dropped here; the first one is the cover. */
export function PhotoPicker<T extends Shot>({ photos, setPhotos, error, refused }: Props<T>) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const urls = useMemo(() => photos.map(urlOf), [photos]);
  const words = refused && t("photos.refused", { number: photos.indexOf(refused.shot as T) + 1, words: refused.words });

  async function add(files: FileList | null) {
    const { good, wrong } = sorted(await Promise.all([...(files ?? [])].map(lightened)), photos.length);
    setWrong(wrong && t(`photos.${wrong}`));
    if (good.length) setPhotos([...photos, ...good]);
  }

  return (
    <fieldset
      className={classes.set}
      data-over={over || undefined}
      onDragOver={(event) => { event.preventDefault(); setOver(dragged === null); }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); void add(event.dataTransfer.files); }}
    >
      <legend>{t("photos.title")} <span className="dim small number">{photos.length}/{MOST}</span></legend>
      <div className={classes.strip}>
        {photos.length < MOST && (
          <label className={classes.add}>
            <Icon name="camera" size={28} />
            {t("photos.add")}
            <input type="file" className="unseen" multiple accept={KINDS.join(",")} onChange={({ currentTarget }) => { void add(currentTarget.files).then(() => { currentTarget.value = ""; }); }} />
          </label>
        )}
        {photos.map((photo, at) => (
          <div
            key={urls[at]}
            className={classes.photo}
            data-refused={photo === refused?.shot || undefined}
            draggable
            onDragStart={() => setDragged(at)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => {
              event.preventDefault();
              if (dragged === null || dragged === at) return;
              setPhotos(moved(photos, dragged, at));
              setDragged(at);
            }}
          >
            <img src={urls[at]} alt={t("photos.photo", { number: at + 1, name: nameOf(photo) })} />
            {at === 0 && <span className={classes.cover}>{t("photos.cover")}</span>}
            <Tools at={at} last={photos.length - 1} move={(to) => setPhotos(moved(photos, at, to))} remove={() => { setWrong(null); setPhotos(photos.filter((_, other) => other !== at)); }} />
          </div>
        ))}
      </div>
      {error || wrong || words ? <p role="alert" className="refused">{error ?? wrong ?? words}</p> : <p className="dim small">{t("photos.text")}</p>}
    </fieldset>
  );
}

function Tools({ at, last, move, remove }: { at: number; last: number; move: (to: number) => void; remove: () => void }) {
  const { t } = useTranslation();
  const number = at + 1;
  return (
    <span className={classes.tools}>
      <button type="button" disabled={at === 0} aria-label={t("photos.earlier", { number })} onClick={() => move(at - 1)}><Icon name="back" size={16} /></button>
      <button type="button" aria-label={t("photos.remove", { number })} onClick={remove}><Icon name="close" size={16} /></button>
      <button type="button" disabled={at === last} aria-label={t("photos.later", { number })} onClick={() => move(at + 1)}><Icon name="forward" size={16} /></button>
    </span>
  );
}

/** The address of a photo; of a file, an object URL. */
export function urlOf(shot: Shot): string {
  return shot instanceof File ? objectUrl(shot) : shot.thumbnailUrl;
}

function nameOf(shot: Shot): string {
  return shot instanceof File ? shot.name : (shot.url.split("/").at(-1) ?? "");
}
