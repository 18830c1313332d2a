import { useRef, useState } from "react";
import type { Picture } from "~/api/types";
import { Icon } from "~/parts/Icon";
import { Thumb } from "~/parts/Thumb";
import { useTranslation } from "~/text/i18n";
import classes from "./Gallery.module.css";
import { Lightbox } from "./Lightbox";

/** Photos to swipe through; a tap enlarges one. */
export function Gallery({ pictures, name }: { pictures: Picture[]; name: string }) {
  const { t } = useTranslation();
  const strip = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [large, setLarge] = useState(false);
  const many = pictures.length > 1;

  function go(to: number) {
    const place = (to + pictures.length) % pictures.length;
    strip.current?.scrollTo({ left: strip.current.clientWidth * place, behavior: "smooth" });
  }

  if (!pictures.length) return <div className={classes.frame}><Thumb picture={undefined} alt={name} /></div>;
  return (
    <div className={classes.gallery} role="group" aria-label={t("gallery.title")}>
      <div className={classes.frame}>
        <div
          ref={strip}
          className={classes.strip}
          onScroll={({ currentTarget: { scrollLeft, clientWidth } }) => setAt(Math.round(scrollLeft / clientWidth))}
        >
          {pictures.map((picture, number) => (
            <button
              key={picture.url}
              type="button"
              className={classes.slide}
              tabIndex={number === at ? 0 : -1}
              aria-label={t("gallery.enlarge", { number: number + 1, count: pictures.length })}
              onClick={() => setLarge(true)}
            >
              <Thumb picture={picture} alt={`${name} ${number + 1}`} large eager={number === 0} />
            </button>
          ))}
        </div>
        {many && <Arrow icon="back" label={t("gallery.before")} go={() => go(at - 1)} />}
        {many && <Arrow icon="forward" label={t("gallery.next")} go={() => go(at + 1)} />}
        {many && <span className={`${classes.count} number`}>{at + 1} / {pictures.length}</span>}
      </div>
      {many && (
        <div className={classes.thumbs}>
          {pictures.map((picture, number) => (
            <button
              key={picture.url}
              type="button"
              aria-label={t("gallery.show", { number: number + 1 })}
              aria-current={number === at || undefined}
              onClick={() => go(number)}
            >
              <Thumb picture={picture} alt="" />
            </button>
          ))}
        </div>
      )}
      <Lightbox pictures={pictures} name={name} start={at} open={large} onClose={() => setLarge(false)} />
    </div>
  );
}

function Arrow({ icon, label, go }: { icon: "back" | "forward"; label: string; go: () => void }) {
  return (
    <button type="button" className={`${classes.arrow} ${classes[icon]}`} aria-label={label} onClick={go}>
      <Icon name={icon} />
    </button>
  );
}
