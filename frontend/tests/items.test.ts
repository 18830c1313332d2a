import { describe, expect, it } from "vitest";
import { moved, sorted } from "~/parts/photos";
import { isUnlike } from "~/features/items/startPrice";
import { ownPlace } from "~/features/users/useSignIn";

const file = (type: string, size = 1_000) => new File([new Uint8Array(size)], "a", { type });

describe("chosen files", () => {
  it("are pictures of three kinds", () => {
    const { good, wrong } = sorted([file("image/jpeg"), file("image/svg+xml"), file("text/html")], 0);
    expect(good).toHaveLength(1);
    expect(wrong).toBe("kind");
  });

  it("are eight at most", () => {
    expect(sorted(Array.from({ length: 5 }, () => file("image/png")), 6)).toMatchObject({ good: { length: 2 }, wrong: "many" });
  });

  it("have ten megabytes at most", () => {
    expect(sorted([file("image/png", 10_000_001)], 0)).toMatchObject({ good: { length: 0 }, wrong: "size" });
  });

  it("change places", () => {
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  });
});

describe("a start price", () => {
  it("is unlike the last ones when a zero too many or too few would make it so", () => {
    const last = [8_000, 12_000, 10_000];
    expect([120_000, 119_999, 800, 801, 10_000].map((price) => isUnlike(price, last))).toEqual([true, false, true, false, false]);
  });

  it("is unlike nothing for a seller who has listed nothing", () => {
    expect(isUnlike(1, [])).toBe(false);
  });
});

describe("where one goes on after signing in", () => {
  it("is a place of our own", () => {
    expect(ownPlace("/items/12")).toBe("/items/12");
    for (const evil of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", null, ""])
      expect(ownPlace(evil)).toBe("/");
  });
});
