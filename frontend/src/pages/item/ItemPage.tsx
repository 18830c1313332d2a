import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Problem } from "~/api/problem";
import type { Item } from "~/api/types";
import { now } from "~/connection/clock";
import { useSeenHere } from "~/features/alerts/useSeenHere";
import { BidLog } from "~/features/bids/BidLog";
import { BidPanel } from "~/features/bids/BidPanel";
import { useFreshItem } from "~/features/bids/useFreshItem";
import { Gallery } from "~/features/items/Gallery";
import { SimilarPrices } from "~/features/items/SimilarPrices";
import { keepViewed } from "~/features/items/viewed";
import { SellerCard } from "~/features/users/SellerCard";
import { itemQuery } from "~/live/items";
import { Trouble } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { NotFound } from "~/shell/NotFound";
import { useTranslation } from "~/text/i18n";
import { ago } from "~/text/times";
import { About } from "./About";
import { Corners } from "./Corners";
import classes from "./ItemPage.module.css";
import { MoreOfSeller } from "./MoreOfSeller";
import { SellerPanel } from "./SellerPanel";
import { Similar } from "./Similar";

export function Component({ id }: { id: string }) {
  const known = /^\d{1,15}$/.test(id);
  return known ? <ItemPage key={id} id={Number(id)} /> : <NotFound />;
}

function ItemPage({ id }: { id: number }) {
  const { data, error, refetch } = useQuery(itemQuery(id));
  if (data) return <Shown given={data} />;
  if (error instanceof Problem && error.status === 404) return <NotFound />;
  return error ? <Trouble error={error} again={() => void refetch()} /> : <Placeholder />;
}

function Shown({ given }: { given: Item }) {
  const { t } = useTranslation();
  const item = useFreshItem(given);
  useTitle(item.name);
  useSeenHere(item.id);
  useEffect(() => keepViewed(given), [given]);
  return (
    <article className={classes.page}>
      <div className={classes.pictures}>
        <Gallery pictures={item.images} name={item.name} />
        <Corners item={item} />
      </div>
      <div className={classes.column}>
        <div className={classes.aside}>
          <header className={classes.head}>
            <h1>{item.name}</h1>
            <p className="dim small">{t("item.listed", { ago: ago(item.startTime, now()) })}</p>
          </header>
          <BidPanel item={item} sellerPanel={<SellerPanel item={item} />} />
        </div>
        <div className={classes.seller}>
          <SellerCard seller={item.seller} />
          <SimilarPrices name={item.name} />
        </div>
      </div>
      <About item={item} />
      <div className={classes.rest}>
        <BidLog item={item} />
        <Similar item={item} />
        <MoreOfSeller item={item} />
      </div>
    </article>
  );
}

function Placeholder() {
  const { t } = useTranslation();
  return (
    <div className={classes.page} role="status" aria-label={t("loading")}>
      <div className={classes.pictures}><Skeleton className={classes.bone} radius={20} /></div>
      <div className={classes.column}>
        <div className={`${classes.aside} stack`}>
          <Skeleton height={30} width="80%" />
          <Skeleton height={44} width="50%" />
          <Skeleton height={120} radius={16} />
        </div>
      </div>
    </div>
  );
}
