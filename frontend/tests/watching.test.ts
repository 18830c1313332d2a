import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "~/api/client";
import type { Item } from "~/api/types";
import { placeOfQuery, queryOf } from "~/features/items/searchQuery";
import { forgetViewed, keepViewed, viewedItems } from "~/features/items/viewed";
import { setWatching } from "~/live/watches";

describe("a saved search", () => {
  it("is the list's own query, and leads back to it", () => {
    const query = queryOf({ keyword: "아이폰 13", sort: "priceAsc", status: "live", minPrice: 1_000 });
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({ keyword: "아이폰 13", minPrice: "1000", sort: "priceAsc" });
    expect(Object.fromEntries(new URLSearchParams(placeOfQuery(query).slice(2)))).toEqual({ q: "아이폰 13", min: "1000", sort: "priceAsc" });
  });

  it("of a seller leads to that seller", () => {
    expect(placeOfQuery("seller=minji")).toBe("/users/minji");
  });
});

describe("recently viewed items", () => {
  const item = (id: number) => ({ id, name: "의자", endTime: "2026-11-27T03:00:00Z", images: [], viewer: { maxAmount: 70_000 } }) as unknown as Item;
  afterEach(() => localStorage.clear());

  it("are kept once each, newest first, without what is secret", () => {
    for (const id of [1, 2, 1]) keepViewed(item(id));
    expect(viewedItems().map(({ id }) => id)).toEqual([1, 2]);
    expect(localStorage.getItem("ssgbay.viewed")).not.toContain("70000");
    forgetViewed();
    expect(viewedItems()).toEqual([]);
  });

  it("survive whatever is stored", () => {
    for (const stored of ["{", "7", "null", '[1, {"id": 2}]']) {
      localStorage.setItem("ssgbay.viewed", stored);
      expect(viewedItems()).toEqual([]);
    }
  });
});

describe("watching", () => {
  it("sends only the last of several presses after the request that is out", async () => {
    const calls: string[] = [];
    let answer = () => {};
    const send = (method: string) => () => {
      calls.push(method);
      return new Promise<Awaited<ReturnType<typeof api.PUT>>>((resolve) => {
        answer = () => resolve({ data: undefined, response: new Response(null, { status: 204 }) } as never);
      });
    };
    vi.spyOn(api, "PUT").mockImplementation(send("PUT") as never);
    vi.spyOn(api, "DELETE").mockImplementation(send("DELETE") as never);
    const done = setWatching(7, true);
    for (const watching of [false, true, false]) void setWatching(7, watching);
    expect(calls).toEqual(["PUT"]);
    answer();
    await vi.waitFor(() => expect(calls).toEqual(["PUT", "DELETE"]));
    answer();
    await done;
    expect(calls).toEqual(["PUT", "DELETE"]);
  });
});
