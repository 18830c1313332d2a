import { afterEach, describe, expect, it } from "vitest";
import { forgetSearches, keepSearch, recentSearches } from "~/features/items/recent";

afterEach(() => localStorage.clear());

describe("recent searches", () => {
  it("are newest first, none twice, eight at most", () => {
    for (const word of ["의자", "책상", "의자", "a", "b", "c", "d", "e", "f", "g"]) keepSearch(word);
    expect(recentSearches()).toEqual(["g", "f", "e", "d", "c", "b", "a", "의자"]);
    forgetSearches();
    expect(recentSearches()).toEqual([]);
  });

  it("keep a word once while it is typed", () => {
    for (const word of ["아", "아이", "아이폰"]) keepSearch(word);
    expect(recentSearches()).toEqual(["아이폰"]);
  });

  it("survive whatever is stored", () => {
    for (const stored of ["{", "7", "null", '[1,"의자"]']) {
      localStorage.setItem("ssgbay.searches", stored);
      expect(recentSearches()).toEqual(stored.includes("의자") ? ["의자"] : []);
    }
  });
});
