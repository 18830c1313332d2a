import { describe, expect, it } from "vitest";
import { en } from "~/text/en";
import { ko } from "~/text/ko";

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, path = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === "string" ? [[path + key, text] as [string, string]] : flat(text, `${path}${key}.`),
  );
}

const holes = (text: string) => (text.match(/{{\w+}}/g) ?? []).sort().join(" ");

describe("the texts", () => {
  it("say the same things in both languages", () => {
    expect(flat(en).map(([key]) => key).sort()).toEqual(flat(ko).map(([key]) => key).sort());
  });

  it("fill the same holes", () => {
    const english = new Map(flat(en));
    for (const [key, text] of flat(ko)) expect([key, holes(english.get(key)!)]).toEqual([key, holes(text)]);
  });
});
