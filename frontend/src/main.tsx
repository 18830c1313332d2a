import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { StrictMode, Suspense, lazy } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import "./theme/mantine.css";
import "./theme/tokens.css";
import "./theme/base.css";
import { queries } from "./api/queries";
import { readFirstData } from "./firstData";
import { reloadForNewRelease } from "./connection/newRelease";
import { onGone } from "./live/stream";
import { router } from "./routes";
import { startTexts } from "./text/i18n";
import { theme } from "./theme/theme";

// without it, as where the network is lost while the page loads, everything else still works
const Toasts = lazy(() => import("./shell/Toasts").catch(() => ({ default: () => <></> })));

reloadForNewRelease(() => {
  const going = router.state.navigation.location;
  return going && going.pathname + going.search;
});
onGone((id) => void queries.invalidateQueries({ queryKey: ["item", id] }));

await Promise.all([startTexts(), readFirstData()]);
// the server's texts are cached in the other language
i18next.on("languageChanged", () => void queries.invalidateQueries());

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    {/* the kit would write its variables into a style element, which the policy forbids: they are in tokens.css */}
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <Suspense>
          <Toasts />
        </Suspense>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
