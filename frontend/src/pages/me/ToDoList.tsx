import { Button } from "@mantine/core";
import { useState } from "react";
import { OrderRow } from "~/features/orders/OrderItem";
import { useOwed } from "~/features/orders/queries";
import { Rows } from "~/parts/Row";
import { useTranslation } from "~/text/i18n";
import classes from "./MyPage.module.css";
import { BidRow, ListingRow } from "./rows";
import { useMine } from "./useMine";

const FIRST = 4;

/** What waits for me, with what to do about it: orders first. */
export function ToDoList() {
  const { t } = useTranslation();
  const { bids, items } = useMine().waiting;
  const { owed } = useOwed();
  const [all, setAll] = useState(false);
  const rows = [
    ...owed.map((order) => <OrderRow key={`order ${order.id}`} order={order} />),
    ...bids.map((bid) => <BidRow key={bid.item.id} bid={bid} advice />),
    ...items.map((item) => <ListingRow key={item.id} item={item} advice />),
  ];
  if (!rows.length) return null;
  return (
    <section className={classes.needs} aria-labelledby="needs">
      <h2 id="needs">{t("me.needs", { count: rows.length })}</h2>
      <Rows columns>{all ? rows : rows.slice(0, FIRST)}</Rows>
      {!all && rows.length > FIRST && (
        <Button variant="subtle" fullWidth onClick={() => setAll(true)}>{t("me.allNeeds", { count: rows.length })}</Button>
      )}
    </section>
  );
}
