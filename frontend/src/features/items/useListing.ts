import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { UseFormSetError } from "react-hook-form";
import { api, unwrap } from "~/api/client";
import { isOutcomeUnknown } from "~/api/problem";
import type { Item } from "~/api/types";
import { endOf } from "~/parts/Duration";
import { fromBox } from "~/text/times";
import type { Words } from "./draft";
import { rememberSent, showFaults } from "./refusals";
import { optionsOf } from "./shipping";
import { textsBy } from "./textFields";

type Listing = { words: Words; photos: File[]; key: string };

/** Send the listing; show the server's errors at their fields. */
export function useListing(setError: UseFormSetError<Words>) {
  const queries = useQueryClient();
  const sending = useMutation({
    mutationFn: send,
    retry: (count, error) => isOutcomeUnknown(error) && count < 2,
    retryDelay: 1_500,
    onSuccess: () => queries.invalidateQueries(),
    onError: (error, { photos }) => {
      rememberSent(error, photos);
      showFaults(error, setError);
    },
  });
  return sending;
}

function send({ words, photos, key }: Listing): Promise<Item> {
  const form = new FormData();
  const fields = {
    ...textsBy((name) => words[name]),
    price: words.price,
    endTime: endOf(words.length),
    shipping: JSON.stringify(optionsOf(words.shipping)),
    startTime: words.start ? fromBox(words.start) : null,
    reservePrice: words.reserve,
    buyNowPrice: words.buyNow,
  };
  for (const [name, value] of Object.entries(fields)) if (value || value === "") form.set(name, String(value));
  for (const photo of photos) form.append("images", photo);
  return unwrap(
    api.POST("/api/items", {
      params: { header: { "Idempotency-Key": key } },
      // the generated type has text where a browser sends files
      body: {} as never,
      bodySerializer: () => form,
    }),
  );
}
