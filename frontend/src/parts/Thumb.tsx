import { useState } from "react";
import type { Picture } from "~/api/types";
import classes from "./Thumb.module.css";

const THUMBNAIL_SIDE = 480;

/** The width of the thumbnail, whose longer side has 480 pixels. */
function thumbnailWidth({ width, height }: Picture): number {
  return Math.round(width * Math.min(1, THUMBNAIL_SIDE / Math.max(width, height)));
}

type Props = { picture: Picture | undefined; alt: string; large?: boolean; eager?: boolean };

/** A picture that fades in, or is shown at once where it is eager; a placeholder for a missing one. */
export function Thumb({ picture, alt, large = false, eager = false }: Props) {
  const [state, setState] = useState<"waiting" | "there" | "gone">("waiting");
  if (!picture || state === "gone") return <span className={classes.none} role="img" aria-label={alt} />;
  return (
    <img
      className={classes.picture}
      data-there={state === "there" || undefined}
      data-eager={eager || undefined}
      src={large ? picture.url : picture.thumbnailUrl}
      srcSet={large ? `${picture.thumbnailUrl} ${thumbnailWidth(picture)}w, ${picture.url} ${picture.width}w` : undefined}
      sizes={large ? "(min-width: 800px) 620px, 100vw" : undefined}
      fetchPriority={eager ? "high" : undefined}
      alt={alt}
      width={picture.width}
      height={picture.height}
      loading={eager ? "eager" : "lazy"}
      decoding="async"
      draggable={false}
      onLoad={() => setState("there")}
      onError={() => setState("gone")}
    />
  );
}
