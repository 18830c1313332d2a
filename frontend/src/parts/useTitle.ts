import { useEffect } from "react";

/** Set the title of the tab. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · 쓱Bay` : "쓱Bay";
  }, [title]);
}
