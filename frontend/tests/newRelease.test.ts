import { afterEach, describe, expect, it } from "vitest";
import { mayReload } from "~/connection/newRelease";

afterEach(() => sessionStorage.clear());

describe("a reload for a new release", () => {
  it("is tried once in a minute", () => {
    expect(mayReload(100_000)).toBe(true);
    sessionStorage.setItem("ssgbay.reloadedAt", "100000");
    expect(mayReload(159_000)).toBe(false);
    expect(mayReload(161_000)).toBe(true);
  });
});
