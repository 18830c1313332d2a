import { useQuery } from "@tanstack/react-query";
import { Problem } from "~/api/problem";
import { Placeholder, Grid } from "~/features/items/Grid";
import { Avatar } from "~/features/users/Avatar";
import { profileQuery } from "~/features/users/queries";
import classes from "~/features/users/Users.module.css";
import { Empty } from "~/parts/Empty";
import { Trouble } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { NotFound } from "~/shell/NotFound";
import { type Named, useTranslation } from "~/text/i18n";
import { monthInSeoul } from "~/text/times";

/** A user's public profile, with their listings. */
export function Component({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(profileQuery(id));
  const name = data?.nickname ?? id;
  useTitle(data && name);
  if (error instanceof Problem && error.status === 404) return <NotFound />;
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />;
  if (!data) return <Placeholder count={4} />;
  const counts: [Named<"user">, number][] = [["listed", data.listingCount], ["sold", data.soldCount], ["bought", data.boughtCount], ["retracted", data.retractionCount]];
  if (data.strikeCount) counts.push(["struck", data.strikeCount]);
  return (
    <>
      <header className={classes.profile}>
        <Avatar id={id} name={name} size="l" />
        <h1>{name}</h1>
        <p className="dim small">{t("user.since", { month: monthInSeoul(data.createdAt) })}</p>
        <dl className={classes.counts}>
          {counts.map(([key, count]) => (
            <div key={key}><dt>{t(`user.${key}`)}</dt><dd className="number">{count}</dd></div>
          ))}
        </dl>
      </header>
      <h2 className="stack">{t("user.items")}</h2>
      <br />
      <Grid wanted={{ seller: id, sort: "newest", status: "all" }} empty={<Empty drawing="box" title={t("user.noItems")} />} />
    </>
  );
}
