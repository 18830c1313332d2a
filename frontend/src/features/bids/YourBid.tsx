import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useSignedIn } from "~/api/session";
import type { Item } from "~/api/types";
import { Sheet } from "~/parts/Sheet";
import { useSignInLink } from "~/parts/useSignInLink";
import { Timer } from "~/parts/Timer";
import { won } from "~/text/won";
import { BidForm, type Draft } from "./BidForm";
import { ConfirmBid } from "./ConfirmBid";
import classes from "./YourBid.module.css";

/** The bid form; on a phone a bar at the bottom opens it. What was typed is kept. */
export function YourBid({ item }: { item: Item }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>({ kind: "open", amount: null });
  const [confirming, setConfirming] = useState(false);
  const [open, setOpen] = useState(false);
  const phone = useMediaQuery("(max-width: 799px)", matchMedia("(max-width: 799px)").matches);
  const form = <BidForm item={item} draft={draft} setDraft={setDraft} proceed={() => setConfirming(true)} />;
  const leading = item.viewer?.isLeading;
  return (
    <>
      {phone ? (
        <div className={classes.bar}>
          <span className={classes.words}>
            <b className="number">{won(item.price)}</b>
            <Timer item={item} className="dim small number" />
          </span>
          <Enter words={t("bid.signInShort")}>
            <Button size="lg" className={classes.enter} onClick={() => setOpen(true)}>{t(leading ? "bid.raise" : "bid.open")}</Button>
          </Enter>
        </div>
      ) : (
        <Enter words={t("bid.signIn", { minimum: won(item.minimumBid) })}>{form}</Enter>
      )}
      {phone && <Sheet open={open} onClose={() => setOpen(false)} title={t(leading ? "bid.raise" : "bid.open")}>{form}</Sheet>}
      <ConfirmBid
        item={item}
        draft={draft}
        open={confirming}
        onClose={() => setConfirming(false)}
        done={() => {
          setConfirming(false);
          setOpen(false);
          setDraft({ ...draft, amount: null });
        }}
      />
    </>
  );
}

/** A link to sign in, which returns to this page. */
function Enter({ words, children }: { words: string; children: ReactNode }) {
  const signedIn = useSignedIn();
  const signIn = useSignInLink();
  if (signedIn) return children;
  return (
    <Button component={Link} {...signIn} size="lg" className={classes.enter}>
      {words}
    </Button>
  );
}
