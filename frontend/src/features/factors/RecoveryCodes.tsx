import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "~/text/factors";
import classes from "./Factors.module.css";

/** New recovery codes, which are shown this once. */
export function RecoveryCodes({ codes, onEnd }: { codes: string[]; onEnd: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const text = codes.join("\n");
  const copy = () => void navigator.clipboard?.writeText(text).then(() => setCopied(true), () => undefined);
  return (
    <div className="stack">
      <h3>{t("factors.codesTitle")}</h3>
      <p>{t("factors.codesText")}</p>
      <ul className={classes.codes} aria-label={t("factors.codes")}>
        {codes.map((code) => <li key={code}>{code}</li>)}
      </ul>
      <div className={classes.buttons}>
        {/* over http, as on a local network, a browser has no clipboard */}
        {"clipboard" in navigator && <Button variant="default" onClick={copy}>{t(copied ? "factors.copied" : "factors.copy")}</Button>}
        <Button variant="default" onClick={() => save(text)}>{t("factors.download")}</Button>
      </div>
      <Button size="lg" onClick={onEnd}>{t("factors.kept")}</Button>
    </div>
  );
}

function save(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain" }));
  link.download = "ssgbay-recovery-codes.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
