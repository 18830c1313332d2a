import { beforeEach, describe, expect, it } from "vitest";
import { readWon, spoken, won } from "~/text/won";

beforeEach(() => localStorage.clear());

describe("won", () => {
  it("groups digits and names the unit", () => {
    expect(won(12_000)).toBe("12,000원");
    expect(won(0)).toBe("0원");
    expect(won(1_000_000_000_000)).toBe("1,000,000,000,000원");
  });

  it("writes the sign for readers of English", () => {
    localStorage.setItem("ssgbay.language", "en");
    expect(won(12_000)).toBe("₩12,000");
    expect(spoken(12_500_000)).toBe("₩12,500,000");
  });

  it("says sums in 만, 억 and 조", () => {
    expect(spoken(10_000)).toBe("1만원");
    expect(spoken(75_000)).toBe("7만 5,000원");
    expect(spoken(12_500_000)).toBe("1,250만원");
    expect(spoken(100_000_000)).toBe("1억원");
    expect(spoken(1_234_560_000)).toBe("12억 3,456만원");
    expect(spoken(1_000_000_000_000)).toBe("1조원");
  });

  it("never rounds a sum to say it", () => {
    expect(spoken(12_345)).toBe("1만 2,345원");
    expect(spoken(9_000)).toBe("9,000원");
    expect(spoken(100_000_001)).toBe("1억 1원");
  });
});

describe("an amount that is typed", () => {
  const READ: [string, number | null][] = [
    ["12,000원", 12_000], ["１２０００", 12_000], ["１２，０００", 12_000], ["₩ 1 000", 1_000], ["￦5,000", 5_000], ["5000 won", 5_000],
    ["KRW 5000", 5_000], ["5만", 50_000], ["5만원", 50_000], ["５만", 50_000], ["7만 5천", 75_000], ["7만5천원", 75_000], ["7만 5,000", 75_000],
    ["1억", 100_000_000], ["1억 2천만", 120_000_000], ["1억2,000만 원", 120_000_000], ["천만", 10_000_000], ["만", 10_000], ["천원", 1_000],
    ["3천5백", 3_500], ["1천500", 1_500], ["백만원", 1_000_000], ["2백5십", 250], ["1조", 1_000_000_000_000], ["12만 345", 120_345],
    ["0", 0], ["", null], ["  ", null], ["원", null],
  ];
  it.each(READ)("%s is read", (text, amount) => {
    expect(readWon(text)).toEqual({ won: amount, fault: null });
  });

  const REFUSED: [string, string][] = [
    ["1e6", "unclear"], ["-5", "unclear"], ["5k", "unclear"], ["오만", "unclear"], ["12.5", "fraction"], ["1.5만", "fraction"], ["12.000", "fraction"],
    [".5", "fraction"], ["½", "unclear"], ["1/2", "unclear"], ["5만만", "unclear"], ["5백천", "unclear"], ["5만 50000", "unclear"],
    ["1억 20000만", "unclear"], ["0x10", "unclear"], ["만원짜리", "unclear"], ["5만~7만", "unclear"], ["+5", "unclear"], ["NaN", "unclear"],
    ["1,000,000,000,001", "much"], ["2조", "much"], ["9".repeat(400), "much"],
  ];
  it.each(REFUSED)("%s is refused", (text, fault) => {
    expect(readWon(text)).toEqual({ won: null, fault });
  });

  it("is never a part of what was typed", () => {
    for (const text of ["5만", "7만 5천", "1억", "1e6", "12.5", "-5"]) expect([5, 7, 1, 16, 125]).not.toContain(readWon(text).won);
  });

  it("is what the echo says of it, for every amount", () => {
    for (let amount = 1; amount < 1_000_000_000_000; amount = Math.ceil(amount * 1.37)) expect(readWon(spoken(amount)).won).toBe(amount);
  });
});
