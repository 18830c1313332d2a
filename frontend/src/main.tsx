import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, Suspense, lazy } from "react";
import { createRoot } from "react-dom/client";
import "./theme/mantine.css";
import "./theme/tokens.css";
import "./theme/base.css";
import { queries } from "./api/queries";
import { readFirstData } from "./firstData";
import { reloadForNewRelease } from "./connection/newRelease";
import { onGone } from "./live/stream";
import { destination, prepareWith } from "./router/place";
import { Site, prepare } from "./routes";
import { onLanguage, startTexts } from "./text/i18n";
import { theme } from "./theme/theme";

// without it, as where the network is lost while the page loads, everything else still works
const Toasts = lazy(() => import("./shell/Toasts").catch(() => ({ default: () => <></> })));

reloadForNewRelease(destination);
prepareWith(prepare);
onGone((id) => void queries.invalidateQueries({ queryKey: ["item", id] }));

// not awaited here: the parts that are loaded import this very file's chunk, which would wait for them
void Promise.all([startTexts(), readFirstData(), prepare(location.pathname)]).then(() => {
  // the server's texts are cached in the other language
  onLanguage(() => void queries.invalidateQueries());
  createRoot(document.getElementById("root") as HTMLElement).render(<Everything />);
});

function Everything() {
  return (
    <StrictMode>
      {/* the kit would write its variables into a style element, which the policy forbids: they are in tokens.css */}
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={queries}>
          <Suspense>
            <Toasts />
          </Suspense>
          <Site />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}
