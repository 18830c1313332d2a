import { useQuery } from "@tanstack/react-query";
import { Prose } from "~/features/legal/Prose";
import { type Document, documentQuery } from "~/features/legal/queries";
import classes from "~/features/users/Users.module.css";
import { Trouble } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { useLocation } from "~/router/place";
import { useTranslation } from "~/text/i18n";

/** The terms, or how the site treats personal data, as its operator wrote them. */
export function Component() {
  const { t } = useTranslation();
  const document: Document = useLocation().pathname === "/privacy" ? "privacy" : "terms";
  const { data, error, refetch } = useQuery(documentQuery(document));
  useTitle(t(`legal.${document}`));
  return (
    <article className={classes.settings}>
      <h1>{t(`legal.${document}`)}</h1>
      {data && <p className="dim small">{t("legal.version", { version: data.version })}</p>}
      {data && <Prose text={data.text} />}
      {error && !data && <Trouble error={error} again={() => void refetch()} />}
    </article>
  );
}
