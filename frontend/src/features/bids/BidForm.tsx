import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Item } from "~/api/types";
import { WonInput } from "~/parts/WonInput";
import type { TextKey, Translate } from "~/text/i18n";
import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";
import classes from "./BidForm.module.css";
import { PriceStair } from "./PriceStair";
import { quickBids } from "./quickBids";

export type Draft = { kind: "open" | "automatic"; amount: number | null };

type Props = { item: Item; draft: Draft; setDraft: (draft: Draft) => void; proceed: () => void };

/** The smallest amount that the viewer may offer now (won): a leader can only raise their own maximum. Null: none is left. */
export function leastOf(item: Item): number | null {
  return item.viewer?.isLeading ? (item.viewer.maxAmount ?? item.price) + 1 : item.minimumBid;
}

/** An amount, typed or one of three steps; it is checked before the confirmation. */
export function BidForm(props: Props) {
  const { t } = useTranslation();
  const least = leastOf(props.item);
  return least === null ? <p>{t("bid.noHigher")}</p> : <OfferForm {...props} least={least} />;
}

function OfferForm({ item, draft, setDraft, proceed, least }: Props & { least: number }) {
  const { t } = useTranslation();
  const [touched, setTouched] = useState(false);
  const leading = item.viewer?.isLeading ?? false;
  const kind = leading ? "automatic" : draft.kind;
  const fault = faultOf(draft.amount, least, t);
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (fault) return;
        setDraft({ ...draft, kind });
        setTouched(false);
        proceed();
      }}
    >
      {!leading && <Kinds kind={kind} choose={(chosen) => setDraft({ ...draft, kind: chosen })} />}
      {kind === "automatic" && <PriceStair price={item.price} max={draft.amount} secret={item.reserveMet !== false} />}
      <p className="dim small">{t(advice(item, kind))}</p>
      {!leading && (
        <div className={classes.steps} role="group" aria-label={t("bid.steps")}>
          {quickBids(item).map(({ steps, amount }) => (
            <button
              key={amount}
              type="button"
              className={classes.step}
              aria-pressed={draft.amount === amount}
              onClick={() => setDraft({ ...draft, amount })}
            >
              <span className="dim">{steps ? t("bid.step", { steps }) : t("bid.first")}</span>
              <b className="number">{won(amount)}</b>
            </button>
          ))}
        </div>
      )}
      <WonInput
        size="lg"
        label={t(kind === "open" ? "bid.amount" : "bid.maximum")}
        value={draft.amount}
        onChange={(amount) => setDraft({ ...draft, amount })}
        placeholder={t(leading ? "bid.over" : "bid.from", { minimum: won(leading ? least - 1 : least) })}
        error={touched && fault}
      />
      <Button type="submit" size="lg" fullWidth>{t(leading ? "bid.raise" : "bid.next")}</Button>
    </form>
  );
}

function Kinds({ kind, choose }: { kind: Draft["kind"]; choose: (kind: Draft["kind"]) => void }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      fullWidth
      radius="xl"
      aria-label={t("bid.kind")}
      value={kind}
      onChange={(value) => choose(value as Draft["kind"])}
      data={[
        { value: "automatic", label: t("bid.kindAutomatic") },
        { value: "open", label: t("bid.kindOpen") },
      ]}
    />
  );
}

/** What a bid of this kind does. Under an unmet reserve, a maximum shows. */
function advice({ reserveMet, viewer }: Item, kind: Draft["kind"]): TextKey {
  if (kind === "open") return "bid.openText";
  if (reserveMet === false) return "bid.reserveText";
  return viewer?.isLeading ? "bid.raiseText" : "bid.automaticText";
}

function faultOf(amount: number | null, least: number, t: Translate): string | undefined {
  if (amount === null || Number.isNaN(amount)) return t("bid.needed");
  if (amount < least) return t("bid.tooLow", { minimum: won(least) });
  return undefined;
}
