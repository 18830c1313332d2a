import { useEffect } from "react";

/** The name of this page in the tab. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · 쓱Bay` : "쓱Bay";
  }, [title]);
}
