import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useSignedIn } from "~/api/session";
import type { Item } from "~/api/types";
import { itemQuery } from "~/live/items";
import { onAnyLivePrice } from "~/live/livePrices";
import { watch } from "~/live/stream";
import { won } from "~/text/won";
import { forgetLeads, keepLead, ledBefore } from "./leads";
import { MY_BIDS } from "./queries";

const FOLLOWED = 30;

/** Notify the user on every page of the site when they are outbid and when they have won. */
export function useLeadNotices(): void {
  const signedIn = useSignedIn();
  const queries = useQueryClient();
  const tell = useTell();
  const { data } = useQuery({ ...MY_BIDS, enabled: signedIn, staleTime: 60_000 });

  useEffect(() => {
    if (!data) return forgetLeads();
    const open = data.filter(({ item }) => item.status === "live" || item.status === "ended").slice(0, FOLLOWED);
    for (const { item, standing } of open) keepLead(item.id, standing === "leading");
    const ends = open.map(({ item }) => watch(item.id));
    return () => ends.forEach((end) => end());
  }, [data]);

  useEffect(() => {
    if (!signedIn) return;
    return onAnyLivePrice((stand) => {
      if (ledBefore(stand.id) === undefined) return;
      void look(stand.id);
    });

    async function look(id: number) {
      const item = await queries.fetchQuery({ ...itemQuery(id), staleTime: 0 }).catch(() => undefined);
      const led = ledBefore(id);
      if (!item?.viewer) return;
      const leads = item.viewer.isLeading;
      keepLead(id, leads);
      if (led !== leads || item.status !== "live") void queries.invalidateQueries({ queryKey: ["mine"] });
      if (led && !leads && item.status === "live") tell("outbid", item);
      if (leads && item.status === "sold") tell("won", item);
    }
  }, [signedIn, queries, tell]);
}

const notified = new Set<string>();

function useTell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (what: "outbid" | "won", item: Item) => {
    // one notification for each price, however many events it came in
    const key = `${what} ${item.id} ${item.price}`;
    if (notified.has(key)) return;
    notified.add(key);
    notifications.show({
      id: key,
      color: what === "won" ? "pine" : "red",
      title: t(`news.${what}`),
      message: t(`news.${what}Text`, { name: item.name, price: won(item.price) }),
      autoClose: what === "won" ? false : 10_000,
      role: "alert",
      closeButtonProps: { "aria-label": t("close") },
      onClick: () => {
        notifications.hide(key);
        void navigate(`/items/${item.id}`);
      },
    });
  };
}
