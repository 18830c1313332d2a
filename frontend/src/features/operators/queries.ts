import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { newKey } from "~/api/idempotency";
import { noteOperator } from "~/api/operator";
import { Problem } from "~/api/problem";
import { withSecondFactor } from "~/api/secondFactor";
import type { AdminOrder, Decision, PayoutAct, PayoutState, View } from "./types";

/** Reading needs the second factor too; a question for it must not appear because a window came to the front. */
const QUIET = { staleTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false };

/** My role, and until when the second factor is shown; refused (403) where I have none. */
export const OWN_ROLE = queryOptions({
  queryKey: ["me", "operator"],
  queryFn: async ({ signal }) => {
    try {
      const role = await unwrap(api.GET("/api/admin/me", { signal }));
      noteOperator(true);
      return role;
    } catch (error) {
      if (error instanceof Problem && error.status === 403) noteOperator(false);
      throw error;
    }
  },
});

const pages = { initialPageParam: undefined as string | undefined, getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor ?? undefined };

export function ordersQuery(view: View) {
  return infiniteQueryOptions({
    ...QUIET, ...pages,
    queryKey: ["admin", "orders", view],
    queryFn: ({ pageParam, signal }) => withSecondFactor(() => unwrap(api.GET("/api/admin/orders", { params: { query: { view, cursor: pageParam } }, signal }))),
  });
}

export function adminOrderQuery(id: number) {
  return queryOptions({
    ...QUIET,
    queryKey: ["admin", "order", id],
    queryFn: ({ signal }) => withSecondFactor(() => unwrap(api.GET("/api/admin/orders/{orderId}", { params: { path: { orderId: id } }, signal }))),
  });
}

export function payoutsQuery(state: PayoutState) {
  return infiniteQueryOptions({
    ...QUIET, ...pages,
    queryKey: ["admin", "payouts", state],
    queryFn: ({ pageParam, signal }) => withSecondFactor(() => unwrap(api.GET("/api/admin/payouts", { params: { query: { state, cursor: pageParam } }, signal }))),
  });
}

export const BOOKS = queryOptions({
  ...QUIET,
  queryKey: ["admin", "books"],
  queryFn: ({ signal }) => withSecondFactor(() => unwrap(api.GET("/api/admin/books", { signal }))),
});

/** The trail, the latest first; of one target (`order:7`) if given. */
export function trailQuery(target: string | undefined) {
  return infiniteQueryOptions({
    ...QUIET, ...pages,
    queryKey: ["admin", "events", target],
    queryFn: ({ pageParam, signal }) => withSecondFactor(() => unwrap(api.GET("/api/admin/events", { params: { query: { target, cursor: pageParam } }, signal }))),
  });
}

/** Decide a dispute; after a conflict (409) the order is read again. */
export function useDecide({ id }: Pick<AdminOrder, "id">) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Decision) => {
      const params = { path: { orderId: id }, header: { "Idempotency-Key": newKey() } };
      return withSecondFactor(() => unwrap(api.POST("/api/admin/orders/{orderId}/decide", { params, body })));
    },
    onSuccess: (order) => {
      queries.setQueryData(adminOrderQuery(id).queryKey, order);
      void queries.invalidateQueries({ queryKey: ["admin"] });
    },
    onError: (error) => {
      if (error instanceof Problem && error.status === 409) void queries.invalidateQueries({ queryKey: ["admin", "order", id] });
    },
  });
}

/** Approve a payout, or say what the bank did with it. */
export function usePayoutAct(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ act, reason }: { act: PayoutAct; reason: string }) => {
      const params = { path: { payoutId: id }, header: { "Idempotency-Key": newKey() } };
      return withSecondFactor(() => unwrap(api.POST(`/api/admin/payouts/{payoutId}/${act}`, { params, body: { reason } })));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["admin", "payouts"] }),
  });
}
