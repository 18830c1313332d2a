import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { SavedSearch } from "~/api/types";
import { Empty } from "~/parts/Empty";
import { Icon } from "~/parts/Icon";
import { Refused, Trouble } from "~/parts/Trouble";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/alerts";
import classes from "./Watching.module.css";
import { ALERTS, type Alert } from "./alert";
import { SEARCHES, useChangeSearch, useRemoveSearch } from "./queries";

/** My saved searches; `placeOf` is the address of the page for a search's query. */
export function SavedSearches({ placeOf }: { placeOf: (query: string) => string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(SEARCHES);
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />;
  if (data && !data.length) return <Empty drawing="glass" title={t("watching.noSearches")}>{t("watching.noSearchesText")}</Empty>;
  return <ul className={classes.searches}>{data?.map((search) => <Line key={search.id} search={search} to={placeOf(search.query)} />)}</ul>;
}

function Line({ search: { id, name, alert }, to }: { search: SavedSearch; to: string }) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  const remove = useRemoveSearch();
  return (
    <li className={classes.search}>
      <Link to={to} className={classes.name}>{name}</Link>
      <NativeSelect
        aria-label={t("saved.alertOf", { name })}
        value={change.isPending ? change.variables.alert : alert}
        onChange={(event) => change.mutate({ id, alert: event.currentTarget.value as Alert })}
        data={ALERTS.map((choice) => ({ value: choice, label: t(`saved.${choice}`) }))}
      />
      <button type="button" className={classes.remove} aria-label={t("saved.remove", { name })} disabled={remove.isPending} onClick={() => remove.mutate(id)}>
        <Icon name="trash" size={20} />
      </button>
      <Refused error={change.error ?? remove.error} />
    </li>
  );
}
