import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { PlaceholderRows } from "~/parts/Row";
import { Trouble } from "~/parts/Trouble";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/operators";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./Console.module.css";
import { BOOKS } from "./queries";

/** What each account holds, payouts by state, refunds that the provider refused, and differences from its list. */
export function Books() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(BOOKS);
  if (!data) return error ? <Trouble error={error} again={() => void refetch()} /> : <PlaceholderRows />;
  const { accounts, payouts, refundsStuck, mismatches, checkedAt } = data;
  return (
    <div className="stack">
      <Table title={t("console.books.accounts")} head={[t("console.books.account"), t("console.books.balance")]} rows={accounts.map(({ name, balance }) => [name, won(balance)])} />
      <Table title={t("console.books.payouts")} head={[t("console.books.state"), t("console.books.number"), t("console.books.amount")]} rows={payouts.map(({ state, number, amount }) => [t(`payouts.state.${state}`), number, won(amount)])} />
      <Table
        title={t("console.books.stuck")} none={t("console.books.noStuck")} text={refundsStuck.length > 0 && t("console.books.stuckText")}
        head={[t("console.books.order"), t("console.books.failure"), t("console.books.amount")]}
        rows={refundsStuck.map(({ orderId, failure, amount }) => [<Link key={orderId} className="link" to={`/console/orders/${orderId}`}>{orderId}</Link>, failure, won(amount)])}
      />
      <Table
        title={t("console.books.mismatches")} none={t(checkedAt ? "console.books.noMismatches" : "console.books.unchecked")} text={checkedAt && t("console.books.checked", { moment: inSeoul(checkedAt) })}
        head={[t("console.books.ref"), t("console.books.lacking"), t("console.books.amount")]}
        rows={mismatches.map(({ ref, lacking, amount }) => [ref, t(lacking === "ours" ? "console.books.lacks.ours" : "console.books.lacks.provider"), won(amount)])}
      />
    </div>
  );
}

type Props = { title: string; head: string[]; rows: ReactNode[][]; none?: string; text?: ReactNode };

/** A plain table with amounts in its last column; `none` is said where it has no rows. */
function Table({ title, head, rows, none, text }: Props) {
  return (
    <section className={classes.box}>
      <h2>{title}</h2>
      {text && <p className="small dim">{text}</p>}
      {none && !rows.length ? <p>{none}</p> : (
        <table className={`${classes.table} number`}>
          <thead><tr>{head.map((name, at) => <th key={name} scope="col" className={at === head.length - 1 ? classes.amount : undefined}>{name}</th>)}</tr></thead>
          <tbody>
            {rows.map((cells, number) => (
              <tr key={number}>{cells.map((cell, at) => <td key={at} className={at === cells.length - 1 ? classes.amount : undefined}>{cell}</td>)}</tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
