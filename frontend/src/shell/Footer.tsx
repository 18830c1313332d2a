import { isOperator } from "~/api/operator";
import { useSignedIn } from "~/api/session";
import { Operator } from "~/features/legal/Operator";
import { DOCUMENTS } from "~/features/legal/queries";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import classes from "./Footer.module.css";

/** What the law wants at the foot of every page: who runs the site, that it is no party to sales, its terms. */
export function Footer() {
  const { t } = useTranslation();
  const signedIn = useSignedIn();
  return (
    <footer className={classes.footer}>
      <div className={classes.words}>
        <p>{t("footer.words")}</p>
        <Operator />
      </div>
      <p className={classes.links}>
        {DOCUMENTS.map((document) => <Link key={document} to={`/${document}`}>{t(`legal.${document}`)}</Link>)}
        <Link to="/settings">{t("nav.settings")}</Link>
        {signedIn && isOperator() && <Link to="/console">{t("footer.console")}</Link>}
        <a href="/api/docs">{t("footer.api")}</a>
      </p>
    </footer>
  );
}
