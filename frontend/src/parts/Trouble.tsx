import { Button } from "@mantine/core";
import { Problem } from "~/api/problem";
import { useTranslation } from "~/text/i18n";
import { Empty } from "./Empty";

/** A query that failed; it is retried automatically once the server answers again. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation();
  const said = error instanceof Problem ? error.body : undefined;
  return (
    <Empty
      drawing="plug"
      title={said?.title ?? t("trouble.title")}
      action={again && <Button variant="light" onClick={again}>{t("again")}</Button>}
    >
      {said?.detail ?? t("trouble.text")}
    </Empty>
  );
}

/** The error of an action, beside its button. */
export function Refused({ error, field }: { error: unknown; field?: string }) {
  const { t } = useTranslation();
  if (!error) return null;
  const words = error instanceof Problem ? ((field && error.field(field)) ?? error.words) : t("trouble.unreachable");
  return <p role="alert" className="refused">{words}</p>;
}
