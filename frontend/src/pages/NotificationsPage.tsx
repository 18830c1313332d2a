import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSignedIn } from "~/api/session";
import type { Notification } from "~/api/types";
import { NotificationLine } from "~/features/alerts/NotificationLine";
import classes from "~/features/alerts/Notifications.module.css";
import { dayName } from "~/features/alerts/days";
import { byDay } from "~/features/alerts/lines";
import { NOTIFICATIONS } from "~/features/alerts/queries";
import { useSeen } from "~/features/alerts/useSeen";
import { PushOffer } from "~/features/contacts/PushOffer";
import { onNews } from "~/live/unseen";
import { Empty } from "~/parts/Empty";
import { More } from "~/parts/More";
import { SignInFirst } from "~/parts/SignInFirst";
import { Refused, Trouble } from "~/parts/Trouble";
import { useTitle } from "~/parts/useTitle";
import { useTranslation } from "~/text/alerts";

export function Component() {
  const { t } = useTranslation();
  useTitle(t("nav.notifications"));
  return useSignedIn() ? <NotificationsPage /> : <SignInFirst level={1} drawing="gavel" title={t("notifications.signIn")}>{t("notifications.signInText")}</SignInFirst>;
}

/** What happened, by day; it grows while it is open. */
function NotificationsPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery({ ...NOTIFICATIONS, staleTime: 0 });
  const seen = useSeen();
  const { refetch } = list;
  useEffect(() => onNews(() => void refetch()), [refetch]);
  const all = list.data?.pages.flatMap((page) => page.notifications) ?? [];
  const newest = all[0]?.id;
  const unseen = list.data?.pages[0]?.unseenCount !== 0 && all.some(({ seenAt }) => seenAt === null);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>{t("nav.notifications")}</h1>
        {unseen && newest !== undefined && (
          <Button variant="light" size="sm" loading={seen.isPending} onClick={() => seen.mutate({ upTo: newest })}>{t("notifications.allSeen")}</Button>
        )}
      </div>
      <Refused error={seen.error} />
      {list.data ? <Days notifications={all} opened={(one) => one.item && seen.mutate({ upTo: one.id, itemId: one.item.id })} /> : list.error ? <Trouble error={list.error} again={() => void refetch()} /> : <Placeholder />}
      <More list={list} />
      {all.length > 0 && <PushOffer />}
    </div>
  );
}

function Days({ notifications, opened }: { notifications: Notification[]; opened: (one: Notification) => unknown }) {
  const { t } = useTranslation();
  if (!notifications.length)
    return (
      <>
        <Empty drawing="gavel" title={t("notifications.none")}>{t("notifications.noneText")}</Empty>
        <PushOffer />
      </>
    );
  return byDay(notifications, (moment) => dayName(moment, t)).map(({ day, lines }) => (
    <section key={day} aria-label={day}>
      <h2 className={classes.day}>{day}</h2>
      <ul className={classes.list}>
        {lines.map((line) => <NotificationLine key={line.newest.id} line={line} opened={() => line.unseen && opened(line.newest)} />)}
      </ul>
    </section>
  ));
}

function Placeholder() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("loading")} className="stack">
      {[0, 1, 2, 3].map((at) => <Skeleton key={at} height={72} radius={14} />)}
    </div>
  );
}
