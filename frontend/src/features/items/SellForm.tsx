import { zodResolver } from "@hookform/resolvers/zod";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { newKey } from "~/api/idempotency";
import { isOutcomeUnknown } from "~/api/problem";
import { Refused } from "~/parts/Trouble";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import { ListingFields } from "./ListingFields";
import { PhotoPicker } from "./PhotoPicker";
import { Preview } from "./Preview";
import { PriceQuestion } from "./PriceQuestion";
import { SimilarPrices } from "./SimilarPrices";
import classes from "./SellForm.module.css";
import { type Words, forgetDraft, keepPhotos, keepWords, keptPhotos, keptWords } from "./draft";
import { isShownAtFields, refusedPhoto } from "./refusals";
import { checked } from "./sellChecks";
import { isUnlike } from "./startPrice";
import { useListing } from "./useListing";

/** The form to list an item; what is typed is saved as a draft. `last`: the seller's last start prices (won). */
export function SellForm({ last }: { last: number[] }) {
  const { t } = useTranslation();
  const form = useForm<Words>({ resolver: zodResolver(checked(t)), defaultValues: keptWords(), mode: "onTouched" });
  const [photos, setPhotos] = useKeptPhotos();
  const [tried, setTried] = useState(false);
  const [doubtful, setDoubtful] = useState<Words | null>(null);
  const key = useRef(newKey());
  const listing = useListing(form.setError);
  const words = form.watch();
  useEffect(() => keepWords(words), [words]);
  const name = useSettled(words.name);
  const faults = form.formState.errors;
  const noPhotos = tried && !photos.length ? t("photos.needed") : undefined;

  const submit = form.handleSubmit((good) => {
    if (!photos.length) return;
    if (isUnlike(good.price ?? 0, last)) setDoubtful(good);
    else void send(good);
  });

  async function send(good: Words) {
    const item = await listing.mutateAsync({ words: good, photos, key: key.current }).catch((error) => {
      // after a refusal the next attempt is a new request
      if (!isOutcomeUnknown(error)) key.current = newKey();
    });
    if (!item) return;
    forgetDraft();
    notifications.show({ color: "pine", title: t("sell.done"), message: t("sell.doneText"), role: "status" });
    await navigate(`/items/${item.id}`);
  }

  return (
    <div className={classes.columns}>
      <form className={classes.form} noValidate onSubmit={(event) => { setTried(true); void submit(event); }}>
        <PhotoPicker photos={photos} setPhotos={setPhotos} error={noPhotos} refused={refusedPhoto(listing.error, photos)} />
        <ListingFields form={form} />
        <SimilarPrices name={name} />
        {listing.error && !isShownAtFields(listing.error, faults) && <Refused error={listing.error} />}
        <Button type="submit" size="lg" loading={listing.isPending}>{t("sell.do")}</Button>
        {listing.isPending && <p role="status" className="dim small">{t("sell.uploading", { count: photos.length })}</p>}
      </form>
      <Preview words={words} photo={photos[0]} />
      <PriceQuestion
        price={doubtful?.price ?? null}
        last={last}
        onClose={() => setDoubtful(null)}
        sure={() => {
          if (doubtful) void send(doubtful);
          setDoubtful(null);
        }}
      />
    </div>
  );
}

const PAUSE = 600;

/** The text once nothing has been typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function useKeptPhotos(): [File[], (photos: File[]) => void] {
  const [photos, setPhotos] = useState<File[]>([]);
  useEffect(() => {
    void keptPhotos().then((kept) => setPhotos((now) => (now.length ? now : kept)));
  }, []);
  return [photos, (fresh) => { setPhotos(fresh); void keepPhotos(fresh); }];
}
