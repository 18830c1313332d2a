import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSignedIn } from "~/api/session";
import type { Item, MyBid } from "~/api/types";
import { itemQuery } from "~/live/items";
import { onAnyLivePrice } from "~/live/livePrices";
import { blanksOf, say, situationOf, toneOf } from "~/live/situation";
import { watch } from "~/live/stream";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import { forgetLeads, keepLead, ledBefore } from "./leads";
import { MY_BIDS, myBidQuery } from "./queries";

const FOLLOWED = 30;
/** The sentences that are worth a notification when they become true. */
const NEWS = ["outbid", "outbidTie", "won", "lost", "lostTie", "ledNotMet"];

/** Notify the user on every page of the site when they are outbid, and how their auctions ended. */
export function useLeadNotices(): void {
  const signedIn = useSignedIn();
  const queries = useQueryClient();
  const tell = useTell();
  const { data } = useInfiniteQuery({ ...MY_BIDS, enabled: signedIn, staleTime: 60_000 });

  useEffect(() => {
    if (!data) return forgetLeads();
    const bids = data.pages.flatMap(({ entries }) => entries);
    const open = bids.filter(({ item }) => item.status === "live" || item.status === "ended").slice(0, FOLLOWED);
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
      if (led === leads && item.status === "live") return;
      const mine = await queries.fetchQuery({ ...myBidQuery(id), staleTime: 0 }).catch(() => undefined);
      tell(item, mine ?? undefined);
    }
  }, [signedIn, queries, tell]);
}

const notified = new Set<string>();

function useTell() {
  const { t } = useTranslation();
  return (item: Item, mine: MyBid | undefined) => {
    const { key } = say(situationOf(item, mine));
    // one notification for each price, however many events it came in
    const id = `${key} ${item.id} ${item.price}`;
    if (!NEWS.includes(key) || notified.has(id)) return;
    notified.add(id);
    const blanks = blanksOf(item, mine);
    notifications.show({
      id,
      color: toneOf(key) === "good" ? "pine" : "red",
      title: t(`say.${key}.title`, blanks),
      message: t(key.startsWith("outbid") ? "news.outbid" : "news.over", { ...blanks, said: t(`say.${key}.text`, blanks) }),
      autoClose: key === "won" ? false : 10_000,
      role: "alert",
      onClick: () => {
        notifications.hide(id);
        void navigate(`/items/${item.id}`);
      },
    });
  };
}
