import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Books } from "~/features/operators/Books";
import classes from "~/features/operators/Console.module.css";
import { Orders } from "~/features/operators/Orders";
import { Payouts } from "~/features/operators/Payouts";
import { Trail } from "~/features/operators/Trail";
import { OWN_ROLE } from "~/features/operators/queries";
import { useSearchParams } from "~/router/place";
import { type NamedConsole, useTranslation } from "~/text/operators";
import { Gate } from "./Gate";

export function Component() {
  return <Gate><Console /></Gate>;
}

const TABS: Record<NamedConsole<"tab">, () => ReactNode> = {
  disputed: () => <Orders view="disputed" />,
  overdue: () => <Orders view="overdue" />,
  payouts: Payouts,
  books: Books,
  trail: Trail,
};
const MONEY: string[] = ["payouts", "books"];

/** What operators look after, in tabs that are part of the address; money is a treasurer's and a chief's. */
function Console() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const { data: me } = useQuery(OWN_ROLE);
  const names = (Object.keys(TABS) as NamedConsole<"tab">[]).filter((name) => !MONEY.includes(name) || me?.role === "treasurer" || me?.role === "chief");
  const tab = names.find((name) => name === params.get("tab")) ?? "disputed";
  const Shown = TABS[tab];
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{t("console.title")}</h1>
        {me && <span className="small dim">{t("console.you", { name: me.nickname ?? me.id, role: t(`console.role.${me.role}`) })}</span>}
      </header>
      <Tabs value={tab} onChange={(to) => setParams(() => new URLSearchParams({ tab: to ?? "disputed" }), { replace: true, preventScrollReset: true })} keepMounted={false} classNames={{ list: classes.tabs, tab: classes.tab }}>
        <Tabs.List>
          {names.map((name) => <Tabs.Tab key={name} value={name}>{t(`console.tab.${name}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md"><Shown /></Tabs.Panel>
      </Tabs>
    </div>
  );
}
