import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";
import { useLeadNotices } from "~/features/bids/useLeadNotices";
import { useLeaveClosed } from "~/parts/historyEntries";
import { Banner } from "./Banner";
import { BottomBar } from "./BottomBar";
import { Footer } from "./Footer";
import { Header } from "./Header";
import classes from "./Shell.module.css";

/** The layout around every page. */
export function Shell() {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  const { state } = useNavigation();
  useLeadNotices();
  useFocusOfNewPage(main);
  useLeaveClosed();
  return (
    <>
      <a href="#main" className={classes.skip}>{t("skip")}</a>
      <Header />
      {state === "loading" && <div className={classes.progress} />}
      <Banner />
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <Footer />
      <BottomBar />
      <ScrollRestoration />
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
