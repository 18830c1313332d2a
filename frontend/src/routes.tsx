import { createBrowserRouter } from "react-router";
import { BrowsePage } from "./features/items/BrowsePage";
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
          { path: "/items/:id", lazy: () => import("./features/items/ItemPage") },
          { path: "/sell", lazy: () => import("./features/items/SellPage") },
          { path: "/me", lazy: () => import("./features/history/MyPage") },
          { path: "/login", lazy: () => import("./features/users/LoginPage") },
          { path: "/signup", lazy: () => import("./features/users/SignUpPage") },
          { path: "/settings", lazy: () => import("./features/users/SettingsPage") },
          { path: "/users/:id", lazy: () => import("./features/users/ProfilePage") },
          { path: "*", Component: NotFound },
        ],
      },
    ],
  },
]);
