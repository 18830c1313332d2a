import { createBrowserRouter } from "react-router";
import { part } from "./connection/newRelease";
import { BrowsePage } from "./pages/BrowsePage";
import { Crash } from "./shell/Crash";
import { NotFound } from "./shell/NotFound";
import { Shell } from "./shell/Shell";

export const router = createBrowserRouter([
  {
    Component: Shell,
    ErrorBoundary: Crash,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: Crash,
        children: [
          { path: "/", Component: BrowsePage },
          { path: "/items/:id", lazy: part(() => import("./pages/item/ItemPage")) },
          { path: "/sell", lazy: part(() => import("./pages/SellPage")) },
          { path: "/me", lazy: part(() => import("./pages/me/MyPage")) },
          { path: "/login", lazy: part(() => import("./pages/LoginPage")) },
          { path: "/signup", lazy: part(() => import("./pages/SignUpPage")) },
          { path: "/settings", lazy: part(() => import("./pages/SettingsPage")) },
          { path: "/terms", lazy: part(() => import("./pages/LegalPage")) },
          { path: "/privacy", lazy: part(() => import("./pages/LegalPage")) },
          { path: "/users/:id", lazy: part(() => import("./pages/ProfilePage")) },
          { path: "*", Component: NotFound },
        ],
      },
    ],
  },
]);
