import { useState } from "react";
import type { Picture } from "~/api/types";
import classes from "./Thumb.module.css";

type Props = { picture: Picture | undefined; alt: string; large?: boolean; eager?: boolean };

/** A picture that fades in, or a placeholder for a missing one. */
export function Thumb({ picture, alt, large = false, eager = false }: Props) {
  const [state, setState] = useState<"waiting" | "there" | "gone">("waiting");
  if (!picture || state === "gone") return <span className={classes.none} role="img" aria-label={alt} />;
  return (
    <img
      className={classes.picture}
      data-there={state === "there" || undefined}
      src={large ? picture.url : picture.thumbnailUrl}
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
