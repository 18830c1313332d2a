import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useSignedIn, signedIn } from "~/api/session";
import type { Item, MyBid } from "~/api/types";
import { say, situationOf } from "~/live/situation";
import { Heart } from "~/parts/Heart";
import { Sheet } from "~/parts/Sheet";
import { Timer } from "~/parts/Timer";
import { useSignInLink } from "~/parts/useSignInLink";
import { Link } from "~/router/Link";
import { useSearchParams } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";
import { BidForm, type Draft, leastOf } from "./BidForm";
import { ConfirmBid } from "./ConfirmBid";
import { StatusBox } from "./StatusBox";
import classes from "./YourBid.module.css";

type Props = { item: Item; mine?: MyBid };

/** The bid form; on a phone a bar at the bottom opens it. What was typed is kept, and what is open stays open at the end. */
export function YourBid({ item, mine }: Props) {
  const { t } = useTranslation();
  const [act] = say(situationOf(item, mine)).acts;
  // a notification's link asks for a bid: the smallest one waits for a press
  const opensAtOnce = useSearchParams()[0].has("bid") && act === "bid" && signedIn();
  const [draft, setDraft] = useState<Draft>({ kind: "automatic", amount: opensAtOnce ? leastOf(item) : null });
  const [confirming, setConfirming] = useState(false);
  const [open, setOpen] = useState(opensAtOnce);
  const phone = useMediaQuery("(max-width: 799px)", matchMedia("(max-width: 799px)").matches);
  const may = act === "bid" || act === "raise";
  const form = may && <BidForm item={item} draft={draft} setDraft={setDraft} proceed={() => setConfirming(true)} />;
  const words = t(act === "raise" ? "bid.raise" : "bid.open");
  return (
    <>
      {may && phone && (
        <div className={classes.bar}>
          <span className={classes.words}>
            <b className="number">{won(item.price)}</b>
            <Timer item={item} className="dim small number" />
          </span>
          <Enter words={t("bid.signInShort")}>
            <Button size="lg" className={classes.enter} onClick={() => setOpen(true)}>{words}</Button>
          </Enter>
        </div>
      )}
      {may && !phone && <Enter words={t("bid.signIn", { minimum: won(item.minimumBid ?? item.price) })}>{form}</Enter>}
      {phone && (
        <Sheet open={open} onClose={() => setOpen(false)} title={words}>
          <div className="stack">
            <StatusBox item={item} mine={mine} />
            {form}
            <div className="spread">
              <span className="dim small">{t("watch.hint")}</span>
              <Heart item={item} />
            </div>
          </div>
        </Sheet>
      )}
      <ConfirmBid
        item={item}
        mine={mine}
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
  const known = useSignedIn();
  const signIn = useSignInLink();
  if (known) return children;
  return (
    <Button component={Link} {...signIn} size="lg" className={classes.enter}>
      {words}
    </Button>
  );
}
