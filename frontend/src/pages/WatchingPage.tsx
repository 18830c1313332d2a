import { Button, Tabs } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSignedIn } from "~/api/session";
import type { Item } from "~/api/types";
import { Placeholder } from "~/features/items/Grid";
import grid from "~/features/items/Grid.module.css";
import { ItemCard } from "~/features/items/ItemCard";
import { placeOfQuery } from "~/features/items/searchQuery";
import { forgetViewed, viewedItems } from "~/features/items/viewed";
import { SavedSearches } from "~/features/watching/SavedSearches";
import { WATCHED } from "~/features/watching/queries";
import { Empty } from "~/parts/Empty";
import { More } from "~/parts/More";
import { SignInFirst } from "~/parts/SignInFirst";
import { Trouble } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { useSearchParams } from "~/router/place";
import { useTranslation } from "~/text/alerts";
import classes from "./WatchingPage.module.css";

const TABS = ["living", "searches", "viewed"] as const;

/** What I watch, my saved searches, and what was viewed in this browser, which needs no sign-in. */
export function Component() {
  const { t } = useTranslation();
  const signedIn = useSignedIn();
  const [params, setParams] = useSearchParams();
  const tab = TABS.find((name) => name === params.get("tab")) ?? "living";
  useTitle(t("watching.title"));
  const signIn = <SignInFirst drawing="box" title={t("watching.signIn")}>{t("watching.signInText")}</SignInFirst>;
  return (
    <>
      <h1 className="unseen">{t("watching.title")}</h1>
      <Tabs value={tab} onChange={(to) => setParams(() => new URLSearchParams({ tab: to ?? "living" }), { replace: true, preventScrollReset: true })} keepMounted={false} classNames={{ tab: classes.tab }}>
        <Tabs.List aria-label={t("watching.title")}>
          {TABS.map((name) => <Tabs.Tab key={name} value={name}>{t(`watching.${name}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="living" pt="md">{signedIn ? <Watched /> : signIn}</Tabs.Panel>
        <Tabs.Panel value="searches" pt="md">{signedIn ? <SavedSearches placeOf={placeOfQuery} /> : signIn}</Tabs.Panel>
        <Tabs.Panel value="viewed" pt="md"><Viewed /></Tabs.Panel>
      </Tabs>
    </>
  );
}

function Watched() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(WATCHED);
  if (!list.data) return list.error ? <Trouble error={list.error} again={() => void list.refetch()} /> : <Placeholder />;
  const items = list.data.pages.flatMap((page) => page.items);
  const ended = items.filter((item) => !isLiving(item));
  if (!items.length) return <Empty drawing="box" title={t("watching.none")} action={<Button component={Link} to="/">{t("toBrowse")}</Button>}>{t("watching.noneText")}</Empty>;
  return (
    <>
      <Cards items={items.filter(isLiving)} />
      {ended.length > 0 && <h2 className={classes.ended}>{t("watching.ended")}</h2>}
      <Cards items={ended} />
      <More list={list} />
    </>
  );
}

function isLiving({ status }: Item): boolean {
  return status === "live" || status === "scheduled";
}

function Viewed() {
  const { t } = useTranslation();
  const [items, setItems] = useState(viewedItems);
  if (!items.length) return <Empty drawing="glass" title={t("watching.noViewed")}>{t("watching.noViewedText")}</Empty>;
  return (
    <>
      <p className={`${classes.note} dim small`}>
        {t("watching.noViewedText")}
        <button type="button" className={classes.forget} onClick={() => { forgetViewed(); setItems([]); }}>{t("watching.forget")}</button>
      </p>
      <Cards items={items} />
    </>
  );
}

function Cards({ items }: { items: Item[] }) {
  return <ul className={grid.grid}>{items.map((item) => <li key={item.id}><ItemCard item={item} /></li>)}</ul>;
}
