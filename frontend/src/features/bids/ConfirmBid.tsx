import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import { newKey } from "~/api/idempotency";
import { isTransient } from "~/api/problem";
import type { Item, MyBid } from "~/api/types";
import { phaseOf } from "~/live/situation";
import { Sheet } from "~/parts/Sheet";
import { Timer } from "~/parts/Timer";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/i18n";
import { spoken, won } from "~/text/won";
import { type Draft, leastOf } from "./BidForm";
import classes from "./ConfirmBid.module.css";
import { StatusBox } from "./StatusBox";
import { useOffer } from "./useOffer";

type Props = { item: Item; mine?: MyBid; draft: Draft; open: boolean; onClose: () => void; done: () => void };

/** The confirmation of a bid. Price and time run on inside it; when the auction ends, it says how. */
export function ConfirmBid({ item, mine, draft, open, onClose, done }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={phaseOf(item) === "live" ? t("confirm.title") : item.name}>
      {draft.amount !== null && <Question item={item} mine={mine} kind={item.viewer?.isLeading ? "automatic" : draft.kind} typed={draft.amount} onClose={onClose} done={done} />}
    </Sheet>
  );
}

// from so many times the smallest bid on, it is asked whether the amount is meant
const UNLIKELY = { open: 5, automatic: 10 };

type QuestionProps = Omit<Props, "draft" | "open"> & { kind: Draft["kind"]; typed: number };

function Question({ item, mine, kind, typed, onClose, done }: QuestionProps) {
  const { t } = useTranslation();
  const first = useRef(leastOf(item) ?? typed).current;
  const [sure, setSure] = useState(typed < first * UNLIKELY[kind]);
  const offer = useOffer(item);
  const keyOf = useKeys();
  const sent = useSaid(offer, done);
  const lost = offer.isError && isTransient(offer.error);
  const least = leastOf(item) ?? typed;
  // while an answer is out, the amount is the one that was sent
  const moved = least > typed && !lost && !offer.isPending && !sent;
  const amount = moved ? least : (offer.variables?.amount ?? typed);
  const over = phaseOf(item) !== "live" && !lost && !offer.isPending;
  const label = moved ? (kind === "open" ? "confirm.raise" : "confirm.raiseMax") : lost ? "confirm.ask" : "confirm.bid";
  return (
    <div className="stack">
      {!over && <Facts item={item} kind={kind} amount={amount} />}
      {over ? <StatusBox item={item} mine={mine} /> : <p className="dim small">{t(kind === "open" ? "confirm.open" : item.reserveMet === false ? "bid.reserveText" : "confirm.automaticText")}</p>}
      {!sure && !over && (
        <p role="alert" className="refused">{t("confirm.many", { times: Math.floor(typed / first), amount: spoken(typed) })}</p>
      )}
      {moved && !over && <p role="alert" className="refused">{t("confirm.moved", { minimum: won(least) })}</p>}
      {lost ? <p role="alert" className="refused">{t("confirm.unknown")}</p> : !moved && !over && <Refused error={offer.error} />}
      {offer.isPending && offer.failureCount > 0 && <p role="status" className="dim small">{t("confirm.again")}</p>}
      <div className={classes.actions}>
        <Button variant="default" size="lg" onClick={onClose}>{t(over ? "close" : "back")}</Button>
        {!over && (sure || moved) && (
          <Button size="lg" loading={offer.isPending} onClick={() => offer.mutate({ kind, amount, key: keyOf(amount) })}>
            {t(label, { amount: won(amount) })}
          </Button>
        )}
        {!over && !sure && !moved && <Button size="lg" color="red" onClick={() => setSure(true)}>{t("confirm.sure")}</Button>}
      </div>
    </div>
  );
}

function Facts({ item, kind, amount }: { item: Item; kind: Draft["kind"]; amount: number }) {
  const { t } = useTranslation();
  return (
    <dl className={classes.facts}>
      <dt>{t("confirm.item")}</dt>
      <dd>{item.name}</dd>
      <dt>{t(item.bidCount ? "price.now" : "price.start")}</dt>
      <dd className="number">{won(item.price)}</dd>
      <dt>{t("time.left")}</dt>
      <dd className="number"><Timer item={item} /></dd>
      <dt>{t(kind === "open" ? "bid.amount" : "bid.maximum")}</dt>
      <dd className={`${classes.amount} number`}>{won(amount)}{spoken(amount) !== won(amount) && <small>{spoken(amount)}</small>}</dd>
    </dl>
  );
}

/** One Idempotency-Key for each amount: pressing the button again does not bid again. */
function useKeys(): (amount: number) => string {
  const keys = useRef(new Map<number, string>()).current;
  return (amount) => {
    const key = keys.get(amount) ?? newKey();
    keys.set(amount, key);
    return key;
  };
}

/** Say what came of the bid, once. */
function useSaid({ data: answer, variables: offer }: Pick<ReturnType<typeof useOffer>, "data" | "variables">, done: () => void): boolean {
  const { t } = useTranslation();
  useEffect(() => {
    if (!answer || !offer) return;
    const { kind, amount } = offer;
    if (answer.outcome === "outbid") {
      const tie = amount === answer.item.price ? "Tie" : "";
      notifications.show({ color: "red", title: t(`say.outbid${tie}.title`), message: t(`confirm.outbid${tie}`, { price: won(answer.item.price) }), role: "alert" });
    } else {
      notifications.show({ color: "pine", title: t("confirm.placed"), message: t(kind === "open" ? "confirm.leading" : "confirm.automatic", { amount: won(amount) }), role: "status" });
    }
    done();
  }, [answer]);
  return answer !== undefined;
}
