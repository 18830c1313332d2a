import { describe, expect, it } from "vitest";
import { en as alertsEn } from "~/text/alerts/en";
import { ko as alertsKo } from "~/text/alerts/ko";
import { en } from "~/text/en";
import { en as factorsEn } from "~/text/factors/en";
import { ko as factorsKo } from "~/text/factors/ko";
import { choose, t } from "~/text/i18n";
import { ko } from "~/text/ko";
import { en as operatorsEn } from "~/text/operators/en";
import { ko as operatorsKo } from "~/text/operators/ko";
import { en as ordersEn } from "~/text/orders/en";
import { ko as ordersKo } from "~/text/orders/ko";

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, path = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === "string" ? [[path + key, text] as [string, string]] : flat(text, `${path}${key}.`),
  );
}

const holes = (text: string) => (text.match(/{{\w+}}/g) ?? []).sort().join(" ");

describe("the texts", () => {
  it("say the same things in both languages, and fill the same holes", () => {
    const parts = [[ko, en], [alertsKo, alertsEn], [ordersKo, ordersEn], [factorsKo, factorsEn], [operatorsKo, operatorsEn]] as [Texts, Texts][];
    for (const [one, other] of parts) {
      const english = new Map(flat(other));
      expect([...english.keys()].sort()).toEqual(flat(one).map(([key]) => key).sort());
      for (const [key, text] of flat(one)) expect([key, holes(english.get(key)!)]).toEqual([key, holes(text)]);
    }
  });

  it("are shown in the chosen language, with the plural of a number", async () => {
    expect(t("item.bids", { count: 2 })).toBe("입찰 2");
    await choose("en");
    expect([t("item.bids", { count: 1 }), t("item.bids", { count: 2 })]).toEqual(["1 bid", "2 bids"]);
    expect(document.documentElement.lang).toBe("en");
    await choose("ko");
    expect(t("nav.sell")).toBe(ko.nav.sell);
  });
});
