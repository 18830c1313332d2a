import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSignedIn } from "~/api/session";
import { Offers } from "~/features/orders/Offers";
import { OrderRow } from "~/features/orders/OrderItem";
import classes from "~/features/orders/Orders.module.css";
import { type Role, orderOfItemQuery, ordersQuery } from "~/features/orders/queries";
import { Empty } from "~/parts/Empty";
import { More } from "~/parts/More";
import { PlaceholderRows, Rows } from "~/parts/Row";
import { SignInFirst } from "~/parts/SignInFirst";
import { Trouble } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { Link } from "~/router/Link";
import { navigate, useSearchParams } from "~/router/place";
import { useTranslation } from "~/text/orders";

export function Component() {
  const { t } = useTranslation();
  const item = useSearchParams()[0].get("item") ?? "";
  useTitle(t("order.list"));
  if (!useSignedIn()) return <SignInFirst level={1} drawing="box" title={t("order.signIn")}>{t("order.signInText")}</SignInFirst>;
  return /^\d{1,15}$/.test(item) ? <ToOrder item={Number(item)} /> : <OrdersPage />;
}

/** On to my order of this auction, once it exists. */
function ToOrder({ item }: { item: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(orderOfItemQuery(item));
  useEffect(() => {
    if (data?.order) void navigate(`/orders/${data.order.id}`, { replace: true });
  }, [data]);
  if (error) return <Trouble error={error} again={() => void refetch()} />;
  if (!data || data.order) return <PlaceholderRows />;
  const words = data.payments ? "order.missing" : "order.direct";
  return <Empty level={1} drawing="box" title={t(words)}>{t(`${words}Text`)}</Empty>;
}

const ROLES: Role[] = ["buyer", "seller"];

function OrdersPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const role = ROLES.find((one) => one === params.get("role")) ?? "buyer";
  return (
    <div className={classes.page}>
      <h1>{t("order.list")}</h1>
      <Offers />
      <SegmentedControl
        aria-label={t("order.list")}
        value={role}
        onChange={(to) => setParams(() => new URLSearchParams({ role: to }), { replace: true, preventScrollReset: true })}
        data={[{ value: "buyer", label: t("order.buying") }, { value: "seller", label: t("order.selling") }]}
      />
      {role === "seller" && <Link to="/payouts" className="link">{t("payouts.see")}</Link>}
      <Orders key={role} role={role} />
    </div>
  );
}

function Orders({ role }: { role: Role }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({ ...ordersQuery(role), staleTime: 0 });
  const orders = list.data?.pages.flatMap((page) => page.orders);
  if (!orders) return list.error ? <Trouble error={list.error} again={() => void list.refetch()} /> : <PlaceholderRows />;
  if (!orders.length) return <Empty drawing="box" title={t("order.none")}>{t("order.noneText")}</Empty>;
  return (
    <div>
      <Rows>{orders.map((order) => <OrderRow key={order.id} order={order} />)}</Rows>
      <More list={list} />
    </div>
  );
}
