import type { ComponentType } from "react";
import { part } from "./connection/newRelease";
import { BrowsePage } from "./pages/BrowsePage";
import { useLocation } from "./router/place";
import { Crash, CrashBoundary } from "./shell/Crash";
import { NotFound } from "./shell/NotFound";
import { Shell } from "./shell/Shell";

/** What shows a page; `id` is the part of the address that its pattern names. */
type Page = ComponentType<{ id: string }>;
type Load = () => Promise<{ Component: Page }>;

const front: Load = async () => ({ Component: BrowsePage });
const legal = part(() => import("./pages/LegalPage"));

const ROUTES: [pattern: RegExp, load: Load][] = [
  [/^\/$/, front],
  [/^\/items\/(?<id>[^/]+)\/?$/, part(() => import("./pages/item/ItemPage"))],
  [/^\/sell\/?$/, part(() => import("./pages/SellPage"))],
  [/^\/me\/?$/, part(() => import("./pages/me/MyPage"))],
  [/^\/orders\/?$/, part(() => import("./pages/orders/OrdersPage"))],
  [/^\/orders\/(?<id>[^/]+)\/?$/, part(() => import("./pages/orders/OrderPage"))],
  [/^\/payouts\/?$/, part(() => import("./pages/PayoutsPage"))],
  [/^\/console\/?$/, part(() => import("./pages/console/ConsolePage"))],
  [/^\/console\/orders\/(?<id>[^/]+)\/?$/, part(() => import("./pages/console/ConsoleOrderPage"))],
  [/^\/login\/?$/, part(() => import("./pages/LoginPage"))],
  [/^\/signup\/?$/, part(() => import("./pages/SignUpPage"))],
  [/^\/settings\/?$/, part(() => import("./pages/SettingsPage"))],
  [/^\/watching\/?$/, part(() => import("./pages/WatchingPage"))],
  [/^\/notifications\/?$/, part(() => import("./pages/NotificationsPage"))],
  [/^\/forgot-password\/?$/, part(() => import("./pages/ForgotPasswordPage"))],
  [/^\/reset-password\/?$/, part(() => import("./pages/ResetPasswordPage"))],
  [/^\/terms\/?$/, legal],
  [/^\/privacy\/?$/, legal],
  [/^\/users\/(?<id>[^/]+)\/?$/, part(() => import("./pages/ProfilePage"))],
];

const loaded = new Map<Load, Page>([[front, BrowsePage]]);

/** Load what shows this address, unless it is there. A part that cannot be loaded is tried again at the next visit. */
export function prepare(pathname: string): Promise<void> | undefined {
  const load = find(pathname)?.load;
  if (!load || loaded.has(load)) return undefined;
  return load().then(({ Component }) => void loaded.set(load, Component), () => undefined);
}

function find(pathname: string): { load: Load; id: string } | undefined {
  for (const [pattern, load] of ROUTES) {
    const found = pattern.exec(pathname);
    if (found) return { load, id: found.groups?.id ?? "" };
  }
}

/** The page of the present address, in the layout around every page. */
export function Site() {
  const { pathname } = useLocation();
  const found = find(pathname);
  const Page = found ? (loaded.get(found.load) ?? Crash) : NotFound;
  return (
    <CrashBoundary>
      <Shell>
        <CrashBoundary key={pathname}>
          <Page id={found?.id ?? ""} />
        </CrashBoundary>
      </Shell>
    </CrashBoundary>
  );
}
