import { afterEach, describe, expect, it, vi } from "vitest";
import { mayReload, noteTyped, reloadForNewRelease, takeTyped, typedBefore } from "~/connection/newRelease";

afterEach(() => sessionStorage.clear());

describe("a reload for a new release", () => {
  it("is tried once in a minute", () => {
    expect(mayReload(100_000)).toBe(true);
    sessionStorage.setItem("ssgbay.reloadedAt", "100000");
    expect(mayReload(159_000)).toBe(false);
    expect(mayReload(161_000)).toBe(true);
  });

  it("keeps what is typed and not sent, for the field that asks first", async () => {
    vi.stubGlobal("fetch", async () => new Response("<html>"));
    reloadForNewRelease(() => undefined);
    noteTyped("nickname", "하늘");
    noteTyped("phone", "010");
    noteTyped("phone", undefined);
    dispatchEvent(new Event("vite:preloadError"));
    await vi.waitFor(() => expect(sessionStorage.getItem("ssgbay.reloadedAt")).not.toBeNull());
    expect(typedBefore("phone")).toBeUndefined();
    // begun, thrown away while a part of the form loads, and begun again
    expect(typedBefore("nickname")).toBe("하늘");
    expect(typedBefore("nickname")).toBe("하늘");
    takeTyped("nickname");
    expect(typedBefore("nickname")).toBeUndefined();
  });
});
