import { beforeEach, describe, expect, it } from "vitest";
import { spoken, won, wonIn } from "~/text/won";

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

  it("says round sums in 만 and 억", () => {
    expect(spoken(10_000)).toBe("1만원");
    expect(spoken(12_500_000)).toBe("1,250만원");
    expect(spoken(100_000_000)).toBe("1억원");
    expect(spoken(1_234_560_000)).toBe("12억 3,456만원");
  });

  it("never rounds a sum to say it", () => {
    expect(spoken(12_345)).toBe("12,345원");
    expect(spoken(9_000)).toBe("9,000원");
  });

  it("reads whatever was typed or pasted", () => {
    expect(wonIn("12,000원")).toBe(12_000);
    expect(wonIn("１２０００")).toBe(12_000);
    expect(wonIn("₩ 1 000")).toBe(1_000);
    expect(wonIn("원")).toBeNull();
    expect(wonIn("")).toBeNull();
    expect(wonIn("-5")).toBe(5);
  });

  it("stays a safe integer however much is typed", () => {
    expect(Number.isSafeInteger(wonIn("9".repeat(40)))).toBe(true);
  });
});
