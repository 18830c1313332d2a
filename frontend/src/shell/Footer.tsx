import { useQuery } from "@tanstack/react-query";
import type { components } from "~/api/schema";
import { DOCUMENTS, legalQuery } from "~/features/legal/queries";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import classes from "./Footer.module.css";

type Detail = keyof components["schemas"]["Operator"];

/** What the law wants at the foot of every page: who runs the site, that it is no party to sales, its terms. */
export function Footer() {
  const { t } = useTranslation();
  const { data } = useQuery(legalQuery);
  const details = (Object.entries(data?.operator ?? {}) as [Detail, string][]).filter(([, value]) => value);
  return (
    <footer className={classes.footer}>
      <div className={classes.words}>
        <p>{t("footer.words")}</p>
        <p>{t("legal.intermediary")}</p>
        {details.length > 0 && (
          <p>{details.map(([name, value]) => <span key={name} className={classes.detail}>{t(`legal.operator.${name}`, { value })}</span>)}</p>
        )}
      </div>
      <p className={classes.links}>
        {DOCUMENTS.map((document) => <Link key={document} to={`/${document}`}>{t(`legal.${document}`)}</Link>)}
        <Link to="/settings">{t("nav.settings")}</Link>
        <a href="/api/docs">{t("footer.api")}</a>
      </p>
    </footer>
  );
}
