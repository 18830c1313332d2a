import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "~/api/idempotency";
import { isTransient } from "~/api/problem";
import type { Item } from "~/api/types";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { spoken, won } from "~/text/won";
import type { Draft } from "./BidForm";
import classes from "./ConfirmBid.module.css";
import { useOffer } from "./useOffer";

const SURELY_NOT = 10;

type Props = { item: Item; draft: Draft; open: boolean; onClose: () => void; done: () => void };

/** The confirmation of a bid. It has one Idempotency-Key, so pressing the button again does not bid again. */
export function ConfirmBid({ item, draft, open, onClose, done }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("confirm.title")}>
      {draft.amount !== null && <Question item={item} kind={draft.kind} amount={draft.amount} onClose={onClose} done={done} />}
    </Sheet>
  );
}

type QuestionProps = { item: Item; kind: Draft["kind"]; amount: number; onClose: () => void; done: () => void };

function Question({ item, kind, amount, onClose, done }: QuestionProps) {
  const { t } = useTranslation();
  const key = useRef<string>(undefined);
  key.current ??= newKey();
  const offer = useOffer(item);
  const minimum = useRef(item.minimumBid).current;
  const [sure, setSure] = useState(amount <= minimum * SURELY_NOT);
  const { data } = offer;
  useEffect(() => {
    if (!data) return;
    if (data.outcome === "outbid") notifications.show({ color: "red", title: t("standing.outbid"), message: t("confirm.outbid", { price: won(data.item.price) }), role: "alert" });
    else notifications.show({ color: "pine", title: t("standing.leading"), message: t(kind === "open" ? "confirm.leading" : "confirm.automatic", { amount: won(amount) }), role: "status" });
    done();
  }, [data]);
  const lost = offer.isError && isTransient(offer.error);
  return (
    <div className="stack">
      <dl className={classes.facts}>
        <dt>{t("confirm.item")}</dt>
        <dd>{item.name}</dd>
        <dt>{t("price.now")}</dt>
        <dd className="number">{won(item.price)}</dd>
        <dt>{t(kind === "open" ? "bid.amount" : "bid.maximum")}</dt>
        <dd className={`${classes.amount} number`}>{won(amount)}{spoken(amount) !== won(amount) && <small>{spoken(amount)}</small>}</dd>
      </dl>
      <p className="dim small">{t(kind === "open" ? "confirm.open" : "confirm.automaticText")}</p>
      {!sure && (
        <p role="alert" className="refused">{t("confirm.tenfold", { times: Math.floor(amount / minimum), amount: spoken(amount) })}</p>
      )}
      {lost ? <p role="alert" className="refused">{t("confirm.unknown")}</p> : <Refused error={offer.error} />}
      {offer.isPending && offer.failureCount > 0 && <p role="status" className="dim small">{t("confirm.again")}</p>}
      <div className={classes.actions}>
        <Button variant="default" size="lg" onClick={onClose}>{t("back")}</Button>
        {sure ? (
          <Button size="lg" loading={offer.isPending} onClick={() => offer.mutate({ kind, amount, key: key.current as string })}>
            {t(lost ? "confirm.ask" : "confirm.bid", { amount: won(amount) })}
          </Button>
        ) : (
          <Button size="lg" color="red" onClick={() => setSure(true)}>{t("confirm.sure")}</Button>
        )}
      </div>
    </div>
  );
}
