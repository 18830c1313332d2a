import { MantineThemeProvider, createTheme } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useTranslation } from "~/text/i18n";

/** Short notifications over the page. */
export default function Toasts() {
  const { t } = useTranslation();
  const named = createTheme({ components: { Notification: { defaultProps: { closeButtonProps: { "aria-label": t("close") } } } } });
  return (
    <MantineThemeProvider inherit theme={named}>
      <Notifications position="top-center" limit={3} containerWidth={420} />
    </MantineThemeProvider>
  );
}
