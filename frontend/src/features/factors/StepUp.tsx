import { useEffect, useRef, useState } from "react";
import { askWith } from "~/api/secondFactor";
import { Sheet } from "~/parts/Sheet";
import { useTranslation } from "~/text/factors";
import { ProofForm } from "./ProofForm";

/** The sheet that asks for the second factor when an act needs it; a page whose acts may need it has one. */
export function StepUp() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const answer = useRef<(proven: boolean) => void>(() => undefined);
  useEffect(() => askWith(() => new Promise((resolve) => {
    answer.current = resolve;
    setOpen(true);
  })), []);
  const end = (proven: boolean) => {
    setOpen(false);
    answer.current(proven);
  };
  return <Sheet open={open} onClose={() => end(false)} title={t("stepUp.title")}><ProofForm onProven={() => end(true)} /></Sheet>;
}
