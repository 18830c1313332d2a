import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { isOutcomeUnknown } from "~/api/problem";
import type { BidAnswer, Item } from "~/api/types";
import { setServerTime } from "~/connection/clock";
import { keepLead } from "./leads";

export type Offer = { kind: "open" | "automatic" | "buy"; amount: number; key: string };

const TRIES = 4;

/** Send an offer. All retries have the same Idempotency-Key, so it is placed at most once. */
export function useOffer(item: Item) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (offer: Offer) => send(item, offer),
    retry: (count, error) => isOutcomeUnknown(error) && count < TRIES,
    retryDelay: (count) => 700 * (count + 1),
    onSuccess: (answer) => {
      setServerTime(answer.bid.createdAt);
      keepLead(item.id, answer.outcome !== "outbid");
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["item", item.id] });
      void queries.invalidateQueries({ queryKey: ["log", item.id] });
      void queries.invalidateQueries({ queryKey: ["mine"] });
    },
  });
}

function send({ id, price }: Item, { kind, amount, key }: Offer): Promise<BidAnswer> {
  const params = { path: { itemId: id }, header: { "Idempotency-Key": key } };
  if (kind === "buy") return unwrap(api.POST("/api/items/{itemId}/buy", { params, body: { ifPrice: price } }));
  const body = kind === "open" ? { amount } : { maxAmount: amount };
  return unwrap(api.POST("/api/items/{itemId}/bids", { params, body }));
}
