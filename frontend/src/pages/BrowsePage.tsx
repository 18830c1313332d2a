import { Button } from "@mantine/core";
import { Filters } from "~/features/items/Filters";
import { Grid } from "~/features/items/Grid";
import { MatchCount } from "~/features/items/MatchCount";
import { SoonRail } from "~/features/items/SoonRail";
import { isFiltered, useItemFilters } from "~/features/items/useItemFilters";
import { Welcome } from "~/features/items/Welcome";
import { Empty } from "~/parts/Empty";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import classes from "./BrowsePage.module.css";

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
        <Filters wanted={wanted} change={change} />
      </div>
      <Grid wanted={wanted} empty={searching ? <NothingFound reset={() => change(NOTHING)} /> : <NothingYet />} />
    </>
  );
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
