import { useEffect, useState } from "react";
import { noteTyped, takeTyped, typedBefore } from "~/connection/newRelease";

/** Like useState for a text field; what is typed outlives the reload after a new release. `field` is its name on the site. */
export function useTyped(field: string, initial = ""): [string, (text: string) => void] {
  const [text, setText] = useState(() => typedBefore(field) ?? initial);
  useEffect(() => takeTyped(field), [field]);
  useEffect(() => {
    noteTyped(field, text === initial ? undefined : text);
    return () => noteTyped(field, undefined);
  }, [field, text, initial]);
  return [text, setText];
}
