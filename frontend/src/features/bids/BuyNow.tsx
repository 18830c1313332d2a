import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { newKey } from "~/api/idempotency";
import { signedIn } from "~/api/session";
import type { Item } from "~/api/types";
import { Icon } from "~/parts/Icon";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { useSignInLink } from "~/parts/useSignInLink";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";
import classes from "./ConfirmBid.module.css";
import { useOffer } from "./useOffer";

/** Buy at the seller's buy-now price. */
export function BuyNow({ item, price }: { item: Item; price: number }) {
  const { t } = useTranslation();
  const { to, state } = useSignInLink();
  const [open, setOpen] = useState(false);
  const ask = () => (signedIn() ? setOpen(true) : void navigate(to, { state }));
  return (
    <>
      <Button variant="light" size="lg" leftSection={<Icon name="bolt" size={20} />} onClick={ask}>
        {t("buy.now", { price: won(price) })}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t("buy.title")}>
        <Question item={item} price={price} onClose={() => setOpen(false)} />
      </Sheet>
    </>
  );
}

function Question({ item, price, onClose }: { item: Item; price: number; onClose: () => void }) {
  const { t } = useTranslation();
  const key = useRef<string>(undefined);
  key.current ??= newKey();
  const offer = useOffer(item);
  return (
    <div className="stack">
      <dl className={classes.facts}>
        <dt>{t("confirm.item")}</dt>
        <dd>{item.name}</dd>
        <dt>{t("buy.price")}</dt>
        <dd className={`${classes.amount} number`}>{won(price)}</dd>
      </dl>
      <p className="dim small">{t("buy.text")}</p>
      <Refused error={offer.error} />
      <div className={classes.actions}>
        <Button variant="default" size="lg" onClick={onClose}>{t("back")}</Button>
        <Button
          size="lg"
          loading={offer.isPending}
          onClick={() => offer.mutate({ kind: "buy", amount: price, key: key.current as string }, { onSuccess: onClose })}
        >
          {t("buy.confirm")}
        </Button>
      </div>
    </div>
  );
}
