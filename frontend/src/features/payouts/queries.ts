import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import type { components } from "~/api/schema";

type AccountForm = components["schemas"]["AccountForm"];

/** My payouts, newest first, each page with the bank account that they go to. */
export const PAYOUTS = infiniteQueryOptions({
  queryKey: ["me", "payouts"],
  queryFn: ({ pageParam, signal }) => unwrap(api.GET("/api/me/payouts", { params: { query: { cursor: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

/** Set the bank account; payouts that the bank returned are due again then. */
export function useChangeAccount() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: AccountForm) => unwrap(api.PUT("/api/me/payout-account", { body })),
    onSuccess: () => queries.invalidateQueries(PAYOUTS),
  });
}
