import { Button, Switch } from "@mantine/core";
import { useState } from "react";
import { faultOf } from "~/api/problem";
import type { Order } from "~/api/types";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/orders";
import { won } from "~/text/won";
import { DisputeFields } from "./DisputeFields";
import { TrackingFields } from "./TrackingFields";
import { type SheetAct, wordsOf } from "./saying";
import { type Body, useAct } from "./useAct";

type Props = { order: Order; act: SheetAct; open: boolean; onClose: () => void };

/** The form of an act: what it does, the fields it needs, and the button. */
export function ActSheet({ order, act, open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t(`order.act.${wordsOf(act, order)}`)}>
      <Question order={order} act={act} onClose={onClose} />
    </Sheet>
  );
}

/** What a form begins with: the first of each list. */
const FIRST: Partial<Record<ReturnType<typeof wordsOf>, Body>> = {
  ship: { carrier: "cj" }, "send-back": { carrier: "cj" }, dispute: { reason: "notAsDescribed", wants: "refund" },
};
const HARD: SheetAct[] = ["cancel", "agree-to-cancel", "give-back", "accept", "dispute"];

function Question({ order, act, onClose }: Omit<Props, "open">) {
  const { t } = useTranslation();
  const words = wordsOf(act, order);
  const [body, setBody] = useState<Body>(FIRST[words] ?? {});
  const doing = useAct(order, act);
  const fault = (field: string) => faultOf(doing.error, field);
  const fields = { body, change: (part: Body) => setBody({ ...body, ...part }), fault };
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); doing.mutate(body, { onSuccess: onClose }); }}>
      <p>{t(`order.ask.${words}`, { total: won(order.total) })}</p>
      {(words === "ship" || words === "send-back") && <TrackingFields {...fields} />}
      {act === "dispute" && <DisputeFields {...fields} />}
      {act === "offer" && <Switch label={t("order.belowReserve")} checked={body.belowReserve ?? false} onChange={(event) => fields.change({ belowReserve: event.currentTarget.checked })} />}
      <Refused error={doing.error} />
      <Button type="submit" size="lg" color={HARD.includes(act) ? "red" : undefined} loading={doing.isPending}>{t(`order.act.${words}`)}</Button>
    </form>
  );
}
