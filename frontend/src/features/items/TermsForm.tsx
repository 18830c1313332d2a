import { zodResolver } from "@hookform/resolvers/zod";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { api, unwrap } from "~/api/client";
import type { Item } from "~/api/types";
import { THREE_DAYS, endOf } from "~/parts/Duration";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/i18n";
import { boxOfSeoul, fromBox } from "~/text/times";
import { ListingFields } from "./ListingFields";
import { PhotoPicker } from "./PhotoPicker";
import type { Words } from "./draft";
import type { Shot } from "~/parts/photos";
import { isShownAtFields, refusedPhoto, rememberSent, showFaults } from "./refusals";
import { checked } from "./sellChecks";
import { optionsOf, shippingOf } from "./shipping";
import { textsBy } from "./textFields";

type Changes = { words: Words; initial: Words };
type Props = { item: Item; relisting?: boolean; submit: string; save: (changes: Changes) => Promise<Item>; done: (item: Item) => Promise<void> };

/** Every term of a listing, filled in, with its photos: to change them before the first bid, or for a relisting. */
export function TermsForm({ item, relisting = false, submit, save, done }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [initial] = useState(() => wordsOf(item, relisting));
  const form = useForm<Words>({ resolver: zodResolver(checked(t)), defaultValues: initial, mode: "onTouched" });
  const [photos, setPhotos] = useState<Shot[]>(item.images);
  const saving = useMutation({
    mutationFn: async (words: Words) => {
      const saved = await save({ words, initial });
      return sameOrder(photos, item.images) ? saved : await arrange(saved.id, photos);
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries();
      await done(saved);
    },
    onError: (error) => {
      rememberSent(error, photos.filter((shot) => shot instanceof File));
      showFaults(error, form.setError);
    },
  });
  const send = form.handleSubmit((words) => photos.length > 0 && saving.mutate(words));
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      <PhotoPicker<Shot> photos={photos} setPhotos={setPhotos} error={photos.length ? undefined : t("photos.needed")} refused={refusedPhoto(saving.error, photos)} />
      <ListingFields form={form} withStart={relisting || item.status === "scheduled"} />
      {saving.error && !isShownAtFields(saving.error, form.formState.errors) && <Refused error={saving.error} />}
      <Button type="submit" size="lg" loading={saving.isPending}>{submit}</Button>
    </form>
  );
}

function wordsOf(item: Item, relisting: boolean): Words {
  const scheduled = item.status === "scheduled" && !relisting;
  return {
    ...textsBy((name) => item[name] ?? ""),
    price: item.startPrice,
    length: relisting ? THREE_DAYS : { hours: 0, own: boxOfSeoul(Date.parse(item.endTime)) },
    shipping: shippingOf(item.shipping),
    reserve: item.viewer?.reservePrice ?? null,
    buyNow: item.viewer?.buyNowPrice ?? null,
    start: scheduled ? boxOfSeoul(Date.parse(item.startTime)) : "",
  };
}

/** The terms as the API takes them; times alone that were changed, since a form shows them in whole minutes. */
export function termsBody({ words, initial }: Changes) {
  return {
    ...textsBy((name) => words[name]),
    price: words.price,
    shipping: optionsOf(words.shipping),
    reservePrice: words.reserve,
    buyNowPrice: words.buyNow,
    ...(JSON.stringify(words.length) !== JSON.stringify(initial.length) && { endTime: endOf(words.length) }),
    ...(words.start && words.start !== initial.start && { startTime: fromBox(words.start) }),
  };
}

function sameOrder(photos: Shot[], before: Shot[]): boolean {
  return photos.length === before.length && photos.every((photo, at) => photo === before[at]);
}

/** Put the photos of a listing in this order; the new ones are uploaded. */
function arrange(itemId: number, photos: Shot[]): Promise<Item> {
  const form = new FormData();
  const nameOf = (shot: Shot) => (shot instanceof File ? null : decodeURIComponent(shot.url.split("/").at(-1) ?? ""));
  form.set("order", JSON.stringify(photos.map(nameOf)));
  for (const shot of photos) if (shot instanceof File) form.append("images", shot);
  return unwrap(
    api.PUT("/api/items/{itemId}/images", {
      params: { path: { itemId } },
      // the generated type has text where a browser sends files
      body: {} as never,
      bodySerializer: () => form,
    }),
  );
}
