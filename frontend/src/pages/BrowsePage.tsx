import { Button } from "@mantine/core";
import { Suspense, lazy } from "react";
import { Filters } from "~/features/items/Filters";
import { Grid } from "~/features/items/Grid";
import { MatchCount } from "~/features/items/MatchCount";
import { SoonRail } from "~/features/items/SoonRail";
import { Welcome } from "~/features/items/Welcome";
import type { ItemFilters } from "~/features/items/queries";
import { queryOf } from "~/features/items/searchQuery";
import { isFiltered, useItemFilters } from "~/features/items/useItemFilters";
import { Empty } from "~/parts/Empty";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import { spoken } from "~/text/won";
import classes from "./BrowsePage.module.css";

const SaveSearch = lazy(() => import("~/features/watching/SaveSearch"));

export function BrowsePage() {
  const { t } = useTranslation();
  const [wanted, change] = useItemFilters();
  const searching = isFiltered(wanted);
  const title = wanted.keyword ? t("browse.results", { keyword: wanted.keyword }) : t(`browse.${TITLES[wanted.status]}`);
  useTitle(wanted.keyword && title);
  return (
    <>
      {!searching && <Welcome />}
      {!searching && wanted.sort === "newest" && <SoonRail />}
      <div className={classes.head}>
        <div>
          <h1>{title}</h1>
          {searching && <MatchCount wanted={wanted} />}
        </div>
        <div className={classes.tools}>
          <Filters wanted={wanted} change={change} />
          <Suspense>{searching && <SaveSearch query={queryOf(wanted)} name={nameOf(wanted, title)} />}</Suspense>
        </div>
      </div>
      <Grid wanted={wanted} empty={searching ? <NothingFound reset={() => change(NOTHING)} /> : <NothingYet />} />
    </>
  );
}

/** The name that is proposed for a saved search. */
function nameOf({ keyword, minPrice, maxPrice }: ItemFilters, title: string): string {
  const prices = minPrice || maxPrice ? `${minPrice ? spoken(minPrice) : ""}~${maxPrice ? spoken(maxPrice) : ""}` : "";
  return [keyword ?? title, prices].filter(Boolean).join(" ");
}

const TITLES = { live: "live", ended: "ended", all: "every" } as const;

const NOTHING = { keyword: undefined, status: "live", minPrice: undefined, maxPrice: undefined } as const;

function NothingFound({ reset }: { reset: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty drawing="glass" title={t("browse.none")} action={<Button variant="light" onClick={reset}>{t("browse.reset")}</Button>}>
      {t("browse.noneText")}
    </Empty>
  );
}

function NothingYet() {
  const { t } = useTranslation();
  return (
    <Empty drawing="box" title={t("browse.empty")} action={<Button component={Link} to="/sell">{t("browse.first")}</Button>}>
      {t("browse.emptyText")}
    </Empty>
  );
}
