import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { newKey } from "~/api/idempotency";
import { isOutcomeUnknown } from "~/api/problem";
import { now } from "~/connection/clock";
import { Duration } from "~/parts/Duration";
import { Refused } from "~/parts/Trouble";
import { WonInput } from "~/parts/WonInput";
import { boxOfSeoul } from "~/text/times";
import { PhotoPicker } from "./PhotoPicker";
import { Preview } from "./Preview";
import { PriceQuestion } from "./PriceQuestion";
import classes from "./SellForm.module.css";
import { TextField } from "./TextField";
import { type Words, forgetDraft, keepPhotos, keepWords, keptPhotos, keptWords } from "./draft";
import { FIELDS, checked } from "./sellChecks";
import { isUnlike } from "./startPrice";
import { TEXT_FIELDS } from "./textFields";
import { useListing } from "./useListing";

/** The form to list an item; what is typed is saved as a draft. `last`: the seller's last start prices (won). */
export function SellForm({ last }: { last: number[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm<Words>({ resolver: zodResolver(checked(t)), defaultValues: keptWords(), mode: "onTouched" });
  const [photos, setPhotos] = useKeptPhotos();
  const [tried, setTried] = useState(false);
  const [doubtful, setDoubtful] = useState<Words | null>(null);
  const key = useRef(newKey());
  const listing = useListing(form.setError);
  const words = form.watch();
  const [more, setMore] = useState(() => Boolean(words.reserve || words.buyNow || words.start));
  useEffect(() => keepWords(words), [words]);
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
        <PhotoPicker photos={photos} setPhotos={setPhotos} error={noPhotos ?? listing.fault("images")} />
        {TEXT_FIELDS.map((field) => <TextField key={field.name} field={field} error={faults[field.name]?.message} {...form.register(field.name)} />)}
        <Money form={form} name="price" label={t("sell.price")} placeholder={t("sell.priceHint")} />
        <Controller
          control={form.control}
          name="length"
          render={({ field }) => <Duration value={field.value} onChange={field.onChange} error={faults.length?.message} />}
        />
        <Switch label={t("sell.more")} description={t("sell.moreText")} checked={more} onChange={(event) => setMore(event.currentTarget.checked)} />
        {more && (
          <div className={classes.more}>
            <Money form={form} name="reserve" label={t("sell.reserve")} description={t("sell.reserveText")} />
            <Money form={form} name="buyNow" label={t("sell.buyNow")} description={t("sell.buyNowText")} />
            <TextInput type="datetime-local" label={t("sell.start")} description={t("sell.startText")} min={boxOfSeoul(now())} inputWrapperOrder={["label", "input", "description", "error"]} error={faults.start?.message} {...form.register("start")} />
          </div>
        )}
        {listing.error && !Object.keys(faults).some((name) => FIELDS.includes(name)) && !listing.fault("images") && <Refused error={listing.error} />}
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

type MoneyProps = {
  form: ReturnType<typeof useForm<Words>>;
  name: "price" | "reserve" | "buyNow";
  label: string;
  placeholder?: string;
  description?: string;
};

function Money({ form, name, ...rest }: MoneyProps) {
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field, fieldState }) => (
        <WonInput {...rest} value={field.value} onChange={field.onChange} onBlur={field.onBlur} error={fieldState.error?.message} />
      )}
    />
  );
}

function useKeptPhotos(): [File[], (photos: File[]) => void] {
  const [photos, setPhotos] = useState<File[]>([]);
  useEffect(() => {
    void keptPhotos().then((kept) => setPhotos((now) => (now.length ? now : kept)));
  }, []);
  return [photos, (fresh) => { setPhotos(fresh); void keepPhotos(fresh); }];
}
