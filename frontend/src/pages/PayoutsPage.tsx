import { useInfiniteQuery } from "@tanstack/react-query";
import { useSignedIn } from "~/api/session";
import { BankAccount } from "~/features/payouts/BankAccount";
import { PayoutRow } from "~/features/payouts/PayoutRow";
import classes from "~/features/payouts/Payouts.module.css";
import { PAYOUTS } from "~/features/payouts/queries";
import { Empty } from "~/parts/Empty";
import { More } from "~/parts/More";
import { PlaceholderRows, Rows } from "~/parts/Row";
import { SignInFirst } from "~/parts/SignInFirst";
import { Trouble } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { useTranslation } from "~/text/orders";

export function Component() {
  const { t } = useTranslation();
  useTitle(t("payouts.title"));
  if (!useSignedIn()) return <SignInFirst level={1} drawing="box" title={t("payouts.signIn")}>{t("payouts.signInText")}</SignInFirst>;
  return <Payouts />;
}

/** The account that a seller's money goes to, and what they earned, newest first. */
function Payouts() {
  const { t } = useTranslation();
  const list = useInfiniteQuery({ ...PAYOUTS, staleTime: 0 });
  const first = list.data?.pages[0];
  if (!first) return list.error ? <Trouble error={list.error} again={() => void list.refetch()} /> : <PlaceholderRows />;
  const payouts = list.data?.pages.flatMap((page) => page.payouts) ?? [];
  return (
    <div className={classes.page}>
      <h1>{t("payouts.title")}</h1>
      <BankAccount account={first.account} />
      {payouts.length ? <Rows>{payouts.map((payout) => <PayoutRow key={payout.id} payout={payout} />)}</Rows> : <Empty drawing="box" title={t("payouts.none")}>{t("payouts.noneText")}</Empty>}
      <More list={list} />
    </div>
  );
}
