import { Tabs } from "@mantine/core";
import { useSignedIn } from "~/api/session";
import { useOwed } from "~/features/orders/queries";
import { Avatar } from "~/features/users/Avatar";
import { useMe } from "~/features/users/queries";
import { PlaceholderRows } from "~/parts/Row";
import { SignInFirst } from "~/parts/SignInFirst";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { useSearchParams } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import classes from "./MyPage.module.css";
import { ToDoList } from "./ToDoList";
import { GROUPS, TABS, TabOf } from "./tabs";
import { useMine } from "./useMine";

export function Component() {
  const { t } = useTranslation();
  useTitle(t("me.title"));
  return useSignedIn() ? <MyPage /> : <SignInFirst level={1} drawing="gavel" title={t("me.signIn")}>{t("me.signInText")}</SignInFirst>;
}

function MyPage() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const { bids, items } = useMine();
  const { isPending } = useOwed();
  return (
    <div className="stack">
      <header className={classes.head}>
        {/* an empty circle until it is known whose page this is: nothing moves then */}
        <Avatar id={me?.id ?? ""} name={me ? me.nickname ?? me.id : ""} />
        <h1>{me ? t("me.of", { name: me.nickname ?? me.id }) : t("me.title")}</h1>
        <div className={classes.links}>
          <Link to="/orders" className="link small">{t("me.orders")}</Link>
          {me && <Link to={`/users/${me.id}`} className="link small">{t("me.public")}</Link>}
        </div>
      </header>
      {/* all at once, so that what is to be done pushes nothing down */}
      {bids.isPending || items.isPending || isPending ? <PlaceholderRows columns /> : <Lists />}
    </div>
  );
}

function Lists() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const tab = TABS.find((name) => name === params.get("tab")) ?? "bidding";
  return (
    <>
      <ToDoList />
      <Tabs
        value={tab}
        onChange={(to) => setParams(() => new URLSearchParams({ tab: to ?? "bidding" }), { replace: true, preventScrollReset: true })}
        keepMounted={false}
        classNames={{ list: classes.tabs, tab: classes.tab }}
      >
        <div className={classes.groups}>
          {(["buying", "sells"] as const).map((group) => (
            <section key={group} aria-labelledby={group}>
              <h2 id={group}>{t(`me.${group}`)}</h2>
              <Tabs.List aria-labelledby={group}>
                {GROUPS[group].map((name) => <Tabs.Tab key={name} value={name}>{t(`me.${name}`)}</Tabs.Tab>)}
              </Tabs.List>
            </section>
          ))}
        </div>
        {TABS.map((name) => (
          <Tabs.Panel key={name} value={name} pt="md"><TabOf name={name} /></Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
