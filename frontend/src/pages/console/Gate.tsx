import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { Problem } from "~/api/problem";
import { useSignedIn } from "~/api/session";
import { now } from "~/connection/clock";
import { ProofForm } from "~/features/factors/ProofForm";
import { StepUp } from "~/features/factors/StepUp";
import classes from "~/features/operators/Console.module.css";
import { OWN_ROLE } from "~/features/operators/queries";
import { Empty } from "~/parts/Empty";
import { PlaceholderRows } from "~/parts/Row";
import { SignInFirst } from "~/parts/SignInFirst";
import { Trouble } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { useTranslation } from "~/text/operators";

/** Lets operators in who have shown a second factor; later acts that need it again ask in a sheet. */
export function Gate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  useTitle(t("console.title"));
  if (!useSignedIn()) return <SignInFirst level={1} drawing="box" title={t("console.signIn")}>{t("console.signInText")}</SignInFirst>;
  return <OperatorGate>{children}</OperatorGate>;
}

function OperatorGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(OWN_ROLE);
  // what is typed stays when the proof runs out
  const entered = useRef(false);
  entered.current ||= Boolean(data?.provenUntil && Date.parse(data.provenUntil) > now());
  if (error instanceof Problem && error.status === 403) return <Empty level={1} drawing="box" title={t("console.not")}>{t("console.notText")}</Empty>;
  if (!data) return error ? <Trouble error={error} again={() => void refetch()} /> : <PlaceholderRows />;
  if (entered.current) return <>{children}<StepUp /></>;
  return (
    <div className={classes.gate}>
      <h1>{t("console.title")}</h1>
      <ProofForm />
    </div>
  );
}
