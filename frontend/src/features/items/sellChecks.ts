import type { TFunction } from "i18next";
import { z } from "zod";
import { now } from "~/connection/clock";
import { endOf } from "~/parts/Duration";
import { fromBox } from "~/text/times";

const MONTH = 30 * 24 * 3_600_000;
const MOST_WON = 1_000_000_000_000;

export const FIELDS = ["name", "content", "price", "length", "reserve", "buyNow", "start"];



/** What can be told before anything is sent; the server has the last word. */
export function checked(t: TFunction) {
  const won = z.number().min(1).max(MOST_WON, t("sell.tooMuch")).nullable();
  return z
    .object({
      name: z.string().trim().min(1, t("sell.nameNeeded")).max(100),
      content: z.string().max(10_000),
      price: won.refine((price) => price !== null, t("sell.priceNeeded")),
      length: z.object({ hours: z.number(), own: z.string() }),
      reserve: won,
      buyNow: won,
      start: z.string(),
    })
    .superRefine((words, context) => {
      const fault = (path: string, key: string) => context.addIssue({ code: "custom", path: [path], message: t(key) });
      const start = words.start ? Date.parse(fromBox(words.start)) : now();
      const end = words.length.hours || words.length.own ? Date.parse(endOf(words.length)) : Number.NaN;
      if (!(end > now())) fault("length", "sell.endPast");
      else if (end > now() + MONTH) fault("length", "sell.endFar");
      if (words.start && start >= end) fault("start", "sell.startLate");
      if (words.reserve !== null && words.reserve < (words.price ?? 0)) fault("reserve", "sell.underStart");
      if (words.buyNow !== null && words.buyNow < Math.max(words.price ?? 0, words.reserve ?? 0)) fault("buyNow", "sell.buyNowLow");
    });
}
