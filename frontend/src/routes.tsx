import { createBrowserRouter } from "react-router";
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
          { path: "/items/:id", lazy: () => import("./pages/item/ItemPage") },
          { path: "/sell", lazy: () => import("./pages/SellPage") },
          { path: "/me", lazy: () => import("./pages/me/MyPage") },
          { path: "/login", lazy: () => import("./pages/LoginPage") },
          { path: "/signup", lazy: () => import("./pages/SignUpPage") },
          { path: "/settings", lazy: () => import("./pages/SettingsPage") },
          { path: "/terms", lazy: () => import("./pages/LegalPage") },
          { path: "/privacy", lazy: () => import("./pages/LegalPage") },
          { path: "/users/:id", lazy: () => import("./pages/ProfilePage") },
          { path: "*", Component: NotFound },
        ],
      },
    ],
  },
]);
