import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "~/api/types";
import { Icon } from "~/parts/Icon";
import { won } from "~/text/won";
import { MY_BIDS } from "./queries";
import classes from "./Standing.module.css";

/** Whether the viewer leads or was outbid, in words. */
export function Standing({ item }: { item: Item }) {
  const { t } = useTranslation();
  const leading = item.viewer?.isLeading ?? false;
  const led = useRef(false);
  const { data: bids } = useQuery({ ...MY_BIDS, enabled: Boolean(item.viewer) });
  const hasBid = bids?.some((bid) => bid.item.id === item.id) ?? false;
  useEffect(() => {
    if (leading) led.current = true;
  }, [leading]);
  if (item.status !== "live" || !item.viewer || item.viewer.isSeller) return null;
  const outbid = !leading && (led.current || hasBid);
  if (!leading && !outbid) return null;
  return (
    <p role="status" className={classes.standing} data-leading={leading || undefined}>
      <Icon name={leading ? "crown" : "flag"} size={20} />
      <span>
        <b>{t(leading ? "standing.leading" : "standing.outbid")}</b>
        <span className="number">
          {leading && item.viewer.maxAmount !== null && item.viewer.maxAmount > item.price
            ? t("standing.max", { max: won(item.viewer.maxAmount) })
            : t(leading ? "standing.leadingText" : "standing.outbidText", { minimum: won(item.minimumBid) })}
        </span>
      </span>
    </p>
  );
}
