import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, unwrap } from "~/api/client";
import { newKey } from "~/api/idempotency";
import { isOutcomeUnknown } from "~/api/problem";
import type { Message, Order } from "~/api/types";
import { isLive } from "~/live/stream";

const PAGE = 50;
/** The stream says when there is something new; without it the page looks by itself. */
const CALM = 30_000;
const WITHOUT_STREAM = 8_000;
const OPEN_AFTER_MS = 14 * 24 * 3_600_000;

/** Whether one may still write: until 14 days after the end. */
export function isOpen({ endedAt }: Pick<Order, "endedAt">, now: number): boolean {
  return endedAt === null || now < Date.parse(endedAt) + OPEN_AFTER_MS;
}

/** The messages of an order: the first page has the newest ones, each further page older ones. */
export function messagesQuery(orderId: number) {
  return infiniteQueryOptions({
    queryKey: ["messages", orderId],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/orders/{orderId}/messages", { params: { path: { orderId }, query: { limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: () => (isLive() ? CALM : WITHOUT_STREAM),
    staleTime: 0,
  });
}

/** All loaded messages, oldest first; where two pages overlap after a new message, each once. */
export function inOrder(pages: { messages: Message[] }[]): Message[] {
  const byId = new Map(pages.flatMap((page) => page.messages).map((message) => [message.id, message]));
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

export type Draft = { text: string; photo: File | null };

/** Send a message. The same draft keeps its key, so that it is sent once however often it is tried. */
export function useSend(orderId: number) {
  const queries = useQueryClient();
  const tried = useRef<(Draft & { key: string }) | null>(null);
  return useMutation({
    mutationFn: ({ text, photo }: Draft) => {
      const last = tried.current;
      const draft = last && last.text === text && last.photo === photo ? last : { text, photo, key: newKey() };
      tried.current = draft;
      return send(orderId, draft);
    },
    retry: (count, error) => isOutcomeUnknown(error) && count < 2,
    retryDelay: 1_500,
    onSuccess: (message) => {
      tried.current = null;
      queries.setQueryData(messagesQuery(orderId).queryKey, (known) => {
        const [newest, ...older] = known?.pages ?? [];
        return known && newest && { ...known, pages: [{ ...newest, messages: [...newest.messages, message] }, ...older] };
      });
    },
  });
}

function send(orderId: number, { text, photo, key }: Draft & { key: string }): Promise<Message> {
  const form = new FormData();
  form.set("text", text);
  if (photo) form.set("photo", photo);
  return unwrap(
    api.POST("/api/orders/{orderId}/messages", {
      params: { path: { orderId }, header: { "Idempotency-Key": key } },
      body: { text },
      ...(photo && { bodySerializer: () => form }),
    }),
  );
}

/** Say that the messages up to the newest one are read, once they are in sight. */
export function useRead({ id, unreadMessages }: Pick<Order, "id" | "unreadMessages">, newest: number | undefined, isInSight: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!newest || !unreadMessages || !isInSight) return;
    void unwrap(api.POST("/api/orders/{orderId}/messages/read", { params: { path: { orderId: id } }, body: { upTo: newest } }))
      .then(() => Promise.all([["order", id], ["orders"]].map((queryKey) => queries.invalidateQueries({ queryKey }))))
      .catch(() => { /* it is said again with the next message, or when the page is opened again */ });
  }, [queries, id, unreadMessages, newest, isInSight]);
}
