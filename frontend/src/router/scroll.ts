import { useLayoutEffect } from "react";
import { type Place, useLocation } from "./place";

const KEY = "ssgbay.scroll";

/** How far each entry of the history is scrolled; kept over a reload. */
const positions: Record<string, number> = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");

history.scrollRestoration = "manual";
addEventListener("pagehide", () => sessionStorage.setItem(KEY, JSON.stringify(positions)));

/** Scroll each entry of the history to where it was left, and a new one to its top. */
export function useScrollRestoration(): void {
  const place = useLocation();
  useLayoutEffect(() => {
    restore(place);
    const keep = () => {
      positions[place.key] = scrollY;
    };
    addEventListener("scroll", keep, { passive: true });
    return () => removeEventListener("scroll", keep);
  }, [place]);
}

function restore({ key, keepsScroll }: Place): void {
  if (keepsScroll) positions[key] ??= scrollY;
  scrollTo(0, positions[key] ?? 0);
}
