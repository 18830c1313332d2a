import { z } from "zod";
import { now } from "~/connection/clock";
import { endOf } from "~/parts/Duration";
import type { TextKey, Translate } from "~/text/i18n";
import { fromBox } from "~/text/times";
import { KINDS, MOST_FEE, type Shipping } from "./shipping";
import { TEXT_FIELDS, type Texts } from "./textFields";

const MONTH = 30 * 24 * 3_600_000;
const MAX_WON = 1_000_000_000_000;

/** Checks before the form is sent; the server checks everything again. */
export function checked(t: Translate) {
  const won = z.number().min(1).max(MAX_WON, t("sell.tooMuch")).nullable();
  return z
    .object({
      ...texts(t),
      price: won.refine((price) => price !== null, t("sell.priceNeeded")),
      length: z.object({ hours: z.number(), own: z.string() }),
      shipping: z.custom<Shipping>(),
      reserve: won,
      buyNow: won,
      start: z.string(),
    })
    .superRefine((words, context) => {
      const fault = (path: string, key: TextKey) => context.addIssue({ code: "custom", path: [path], message: t(key) });
      const start = words.start ? Date.parse(fromBox(words.start)) : now();
      const end = words.length.hours || words.length.own ? Date.parse(endOf(words.length)) : Number.NaN;
      if (!(end > now())) fault("length", "sell.endPast");
      else if (end > now() + MONTH) fault("length", "sell.endFar");
      if (words.start && start >= end) fault("start", "sell.startLate");
      if (!KINDS.every((kind) => (words.shipping[kind] ?? 0) <= MOST_FEE)) fault("shipping", "sell.feeMuch");
      if (words.reserve !== null && words.reserve < (words.price ?? 0)) fault("reserve", "sell.underStart");
      if (words.buyNow !== null && words.buyNow < Math.max(words.price ?? 0, words.reserve ?? 0)) fault("buyNow", "sell.buyNowLow");
    });
}

function texts(t: Translate) {
  const checks = TEXT_FIELDS.map(({ name, maxLength, required }) => {
    const text = z.string().trim().max(maxLength);
    return [name, required ? text.min(1, t(`sell.${name}Needed`)) : text];
  });
  return Object.fromEntries(checks) as Record<keyof Texts, z.ZodString>;
}
