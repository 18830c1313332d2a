import { type InfiniteData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import type { NotificationPage } from "~/api/types";

type Seen = { upTo: number; itemId?: number };

/** Mark notifications as seen, on every device: all up to an id, or of these the ones about one auction. */
export function useSeen() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Seen) => unwrap(api.POST("/api/me/notifications/seen", { body })),
    onSuccess: (_, seen) => {
      queries.setQueryData<InfiniteData<NotificationPage>>(["notifications"], (data) => data && withSeen(data, seen, new Date().toISOString()));
    },
  });
}

/** The list after `seen`, so that no line waits for the next answer. */
export function withSeen<T extends { pages: NotificationPage[] }>(data: T, { upTo, itemId }: Seen, seenAt: string): T {
  const pages = data.pages.map((page) => ({
    ...page,
    notifications: page.notifications.map((one) =>
      one.id > upTo || one.seenAt || (itemId !== undefined && one.item?.id !== itemId) ? one : { ...one, seenAt },
    ),
  }));
  return { ...data, pages };
}
