import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Problem } from "~/api/problem";
import { useSignedIn } from "~/api/session";
import type { Order } from "~/api/types";
import { useSeenHere } from "~/features/alerts/useSeenHere";
import { Operator } from "~/features/legal/Operator";
import { ActSheet } from "~/features/orders/ActSheet";
import { Chat } from "~/features/orders/Chat";
import { Delivery } from "~/features/orders/Delivery";
import { Dispute } from "~/features/orders/Dispute";
import { Events } from "~/features/orders/Events";
import { Now } from "~/features/orders/Now";
import { OrderItem } from "~/features/orders/OrderItem";
import classes from "~/features/orders/Orders.module.css";
import { PayForm } from "~/features/orders/PayForm";
import { Receipt } from "~/features/orders/Receipt";
import { Steps } from "~/features/orders/Steps";
import { orderQuery } from "~/features/orders/queries";
import { type SheetAct, say, wordsOf } from "~/features/orders/saying";
import { useMe } from "~/features/users/queries";
import { onNews } from "~/live/unseen";
import { SignInFirst } from "~/parts/SignInFirst";
import { Trouble } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { NotFound } from "~/shell/NotFound";
import { useTranslation } from "~/text/orders";
import { RelistButton } from "./RelistButton";

export function Component({ id }: { id: string }) {
  const { t } = useTranslation();
  if (!useSignedIn()) return <SignInFirst level={1} drawing="box" title={t("order.signIn")}>{t("order.signInText")}</SignInFirst>;
  return /^\d{1,15}$/.test(id) ? <OrderPage key={id} id={Number(id)} /> : <NotFound />;
}

function OrderPage({ id }: { id: number }) {
  const { data, error, refetch } = useQuery(orderQuery(id));
  useEffect(() => onNews(() => void refetch()), [refetch]);
  if (data) return <Shown order={data} />;
  if (error instanceof Problem && error.status === 404) return <NotFound />;
  return error ? <Trouble error={error} again={() => void refetch()} /> : <Placeholder />;
}

/** One column: what to do now, how far it is, and everything about it. */
function Shown({ order }: { order: Order }) {
  const { t } = useTranslation();
  const [act, setAct] = useState<SheetAct | null>(null);
  const [open, setOpen] = useState(false);
  const { data: me } = useMe();
  const begin = (next: SheetAct) => { setAct(next); setOpen(true); };
  const { main, others } = say(order);
  const pays = main === "choose" || main === "pay";
  const relists = order.next.includes("relist");
  useTitle(`${t("order.title")}: ${order.item.name}`);
  useSeenHere(order.item.id);
  return (
    <article className={classes.page}>
      <Now order={order}>
        {main && !pays && <Button size="lg" onClick={() => begin(main)}>{t(`order.act.${wordsOf(main, order)}`)}</Button>}
      </Now>
      <OrderItem order={order} />
      {order.dispute && <Dispute dispute={order.dispute} />}
      {pays && <PayForm key={order.delivery?.kind} order={order} />}
      <Steps order={order} />
      {!pays && <Delivery order={order} />}
      <Chat order={order} />
      {!pays && order.shippingFee !== null && <Receipt order={order} mine={me?.nickname ?? ""}><Operator /></Receipt>}
      {(others.length > 0 || relists) && (
        <section aria-label={t("order.more")} className={classes.acts}>
          {others.map((other) => <Button key={other} variant="default" onClick={() => begin(other)}>{t(`order.act.${wordsOf(other, order)}`)}</Button>)}
          {relists && <RelistButton item={order.item} />}
        </section>
      )}
      <Events events={order.events} />
      {act && <ActSheet key={act} order={order} act={act} open={open} onClose={() => setOpen(false)} />}
    </article>
  );
}

function Placeholder() {
  const { t } = useTranslation();
  return (
    <div className={classes.page} role="status" aria-label={t("loading")}>
      {[130, 84, 60, 160].map((height) => <Skeleton key={height} height={height} radius={16} />)}
    </div>
  );
}
