import { afterEach, describe, expect, it } from "vitest";
import { BLANK, keptWords, readable } from "~/features/items/draft";
import { THREE_DAYS } from "~/parts/Duration";

afterEach(() => localStorage.clear());

describe("a stored draft", () => {
  it("comes back as it was", () => {
    const words = { ...BLANK, name: "의자", price: 5_000, length: { hours: 0, own: "2026-12-01T12:00" }, start: "2026-11-30T09:00" };
    expect(readable(JSON.parse(JSON.stringify(words)))).toEqual(words);
  });

  it.each([
    "null", "7", '"text"', "[]", "{", '{"length":null}', '{"length":5}', '{"length":{"hours":5}}', '{"price":"5000"}',
    '{"price":1.5}', '{"name":7}', '{"length":{"hours":0,"own":"soon"}}', '{"start":"tomorrow"}',
  ])("that is broken leaves its readable fields: %s", (stored) => {
    localStorage.setItem("ssgbay.draft", stored);
    expect(keptWords()).toEqual(BLANK);
    expect(keptWords().length).toEqual(THREE_DAYS);
  });
});
