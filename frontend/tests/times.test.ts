import { beforeAll, describe, expect, it } from "vitest";
import { startTexts } from "~/text/i18n";
import { ago, boxOfSeoul, countdown, fromBox, inSeoul, isElsewhere, left } from "~/text/times";

const NOON = Date.parse("2026-11-23T12:00:00Z");
const after = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

beforeAll(startTexts);

describe("the countdown", () => {
  it("shows days and hours, then a clock, then minutes and seconds", () => {
    const shown = (seconds: number) => countdown(left(after(seconds), NOON)!);
    expect(shown(2 * 86_400 + 3 * 3_600 + 59)).toBe("2일 3시간");
    expect(shown(3 * 3_600 + 12 * 60 + 9)).toBe("03:12:09");
    expect(shown(12 * 60 + 9)).toBe("12:09");
    expect(shown(1)).toBe("00:01");
  });

  it("never shows zero while the auction still runs, nor anything once it is over", () => {
    expect(countdown(left(after(0.2), NOON)!)).toBe("00:01");
    expect(left(after(0), NOON)).toBeNull();
    expect(left(after(-5), NOON)).toBeNull();
  });
});

describe("moments", () => {
  it("are written in Seoul's time wherever the reader is", () => {
    expect(inSeoul("2026-11-23T12:00:00Z")).toContain("21:00");
    expect(inSeoul("2026-11-23T15:30:00Z")).toContain("24일");
  });

  it("name the zone for a reader whose clock shows another time", () => {
    expect(isElsewhere({ getTimezoneOffset: () => -540 } as Date)).toBe(false);
    expect(isElsewhere({ getTimezoneOffset: () => 300 } as Date)).toBe(true);
  });

  it("go through a datetime box and back unchanged", () => {
    expect(boxOfSeoul(NOON)).toBe("2026-11-23T21:00");
    expect(Date.parse(fromBox(boxOfSeoul(NOON)))).toBe(NOON);
  });

  it("are written as how long ago", () => {
    expect(ago(after(-20), NOON)).toBe("방금");
    expect(ago(after(-180), NOON)).toBe("3분 전");
    expect(ago(after(-7_200), NOON)).toBe("2시간 전");
    expect(ago(after(30), NOON)).toBe("방금");
  });
});
