import { useQuery } from "@tanstack/react-query";
import type { components } from "~/api/schema";
import { useTranslation } from "~/text/i18n";
import classes from "./Operator.module.css";
import { legalQuery } from "./queries";

type Detail = keyof components["schemas"]["Operator"];

/** That the operator is no party to sales, and who it is, as the site is configured. */
export function Operator() {
  const { t } = useTranslation();
  const { data } = useQuery(legalQuery);
  const details = (Object.entries(data?.operator ?? {}) as [Detail, string][]).filter(([, value]) => value);
  return (
    <>
      <p>{t("legal.intermediary")}</p>
      {details.length > 0 && (
        <p>{details.map(([name, value]) => <span key={name} className={classes.detail}>{t(`legal.operator.${name}`, { value })}</span>)}</p>
      )}
    </>
  );
}
