import { useEffect } from "react";
import { useSignedIn } from "~/api/session";
import { newestNews, useUnseenCount } from "~/live/unseen";
import { useSeen } from "./useSeen";

/** A person who did nothing for so long may have left the screen. */
const IDLE_MS = 60_000;
let usedAt = Date.now();
for (const name of ["pointerdown", "pointermove", "keydown", "scroll"]) addEventListener(name, () => { usedAt = Date.now(); }, { passive: true });

/** Mark what is new about this auction as seen while its page is in sight and in use, so that no mail is sent about it. */
export function useSeenHere(itemId: number): void {
  const signedIn = useSignedIn();
  const count = useUnseenCount();
  const { mutate } = useSeen();
  useEffect(() => {
    if (signedIn && count && !document.hidden && Date.now() - usedAt < IDLE_MS) mutate({ upTo: newestNews(), itemId });
  }, [signedIn, count, itemId, mutate]);
}
