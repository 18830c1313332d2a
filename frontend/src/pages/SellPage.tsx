import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSignedIn } from "~/api/session";
import { MY_ITEMS } from "~/features/history/queries";
import { BLANK, forgetDraft, keptWords } from "~/features/items/draft";
import { SellForm } from "~/features/items/SellForm";
import classes from "~/features/items/SellForm.module.css";
import { SignInFirst } from "~/parts/SignInFirst";
import { useTitle } from "~/parts/useTitle";
import { useTranslation } from "~/text/i18n";

const LAST = 10;

export function Component() {
  const { t } = useTranslation();
  const signedIn = useSignedIn();
  const [round, setRound] = useState(0);
  const [kept, setKept] = useState(() => JSON.stringify(keptWords()) !== JSON.stringify(BLANK));
  const { data } = useInfiniteQuery({ ...MY_ITEMS, enabled: signedIn });
  const last = (data?.pages[0]?.entries ?? []).slice(0, LAST).map(({ startPrice }) => startPrice);
  useTitle(t("sell.title"));
  if (!signedIn) return <SignInFirst level={1} drawing="box" title={t("sell.signIn")}>{t("sell.signInText")}</SignInFirst>;
  return (
    <div className={classes.page}>
      <div className="spread">
        <h1>{t("sell.title")}</h1>
        {kept && (
          <Button variant="subtle" size="compact-md" onClick={() => { forgetDraft(); setKept(false); setRound(round + 1); }}>
            {t("sell.restart")}
          </Button>
        )}
      </div>
      {kept && <p role="status" className={classes.kept}>{t("sell.kept")}</p>}
      <SellForm key={round} last={last} />
    </div>
  );
}
