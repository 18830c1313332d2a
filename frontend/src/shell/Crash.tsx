import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { Empty } from "~/parts/Empty";
import { useTranslation } from "~/text/i18n";

/** Shows `Crash` in place of what threw. */
export class CrashBoundary extends Component<{ children: ReactNode }> {
  state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  render() {
    return this.state.crashed ? <Crash /> : this.props.children;
  }
}

/** Shown when a page throws, or a part of it cannot be loaded. */
export function Crash() {
  const { t } = useTranslation();
  return (
    <Empty level={1} drawing="plug" title={t("crash.title")} action={<Button onClick={() => location.reload()}>{t("crash.reload")}</Button>}>
      {t("crash.text")}
    </Empty>
  );
}
