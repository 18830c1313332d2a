import { type ReactNode, useEffect, useRef } from "react";
import { useLeadNotices } from "~/features/bids/useLeadNotices";
import { useLeaveClosed } from "~/parts/historyEntries";
import { useDestination, useLocation } from "~/router/place";
import { useScrollRestoration } from "~/router/scroll";
import { useTranslation } from "~/text/i18n";
import { Banner } from "./Banner";
import { BottomBar } from "./BottomBar";
import { Footer } from "./Footer";
import { Header } from "./Header";
import classes from "./Shell.module.css";

/** The layout around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  const loading = useDestination() !== undefined;
  useLeadNotices();
  useFocusOfNewPage(main);
  useLeaveClosed();
  useScrollRestoration();
  return (
    <>
      <a href="#main" className={classes.skip}>{t("skip")}</a>
      <Header />
      {loading && <div className={classes.progress} />}
      <Banner />
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        {children}
      </main>
      <Footer />
      <BottomBar />
    </>
  );
}

/** Move the focus to the new page, so that a screen reader continues there. */
function useFocusOfNewPage(main: { current: HTMLElement | null }) {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname, main]);
}
