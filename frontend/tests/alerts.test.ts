import { describe, expect, it } from "vitest";
import type { Item, Notification, NotificationPage } from "~/api/types";
import { byDay, placeOf } from "~/features/alerts/lines";
import { sentenceOf } from "~/features/alerts/sentence";
import { withSeen } from "~/features/alerts/useSeen";
import { isIos } from "~/features/contacts/push";
import { ko } from "~/text/alerts/ko";
import type { Translate } from "~/text/alerts";

const item = (id: number, status = "live") => ({ id, name: `물건 ${id}`, status }) as Item;
const one = (id: number, part: Partial<Notification>): Notification => ({
  id, kind: "outbid", item: null, data: {}, createdAt: "2026-11-27T03:00:00Z", seenAt: null, ...part,
});
const day = (moment: string) => moment.slice(0, 10);
const filled: Translate = (key, blanks = {}) =>
  key.split(".").reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], ko as unknown) as string +
  ` ${Object.values(blanks).filter(Boolean).join(" ")}`;

describe("the list of notifications", () => {
  const list = [
    one(5, { item: item(1) }),
    one(4, { item: item(2), seenAt: "2026-11-27T04:00:00Z" }),
    one(3, { item: item(1), seenAt: "2026-11-27T04:00:00Z" }),
    one(2, { item: item(1), createdAt: "2026-11-26T03:00:00Z" }),
    one(1, { kind: "newSignIn", createdAt: "2026-11-26T03:00:00Z" }),
  ];

  it("has one line for an auction and day, the newest first", () => {
    const days = byDay(list, day);
    expect(days.map(({ day: name, lines }) => [name, lines.map(({ all }) => all.map(({ id }) => id))])).toEqual([
      ["2026-11-27", [[5, 3], [4]]],
      ["2026-11-26", [[2], [1]]],
    ]);
    expect(days[0]?.lines.map(({ unseen }) => unseen)).toEqual([true, false]);
  });

  it("keeps each new item of a saved search apart", () => {
    const matches = [one(2, { kind: "searchMatch", item: item(1) }), one(1, { kind: "searchMatch", item: item(1) })];
    expect(byDay(matches, day)[0]?.lines).toHaveLength(2);
  });

  it("leads to the bid where one can bid again, and to the settings for the account", () => {
    expect(placeOf(one(1, { item: item(7) }))).toBe("/items/7?bid=1");
    expect(placeOf(one(1, { item: item(7, "sold") }))).toBe("/items/7");
    expect(placeOf(one(1, { kind: "firstBid", item: item(7) }))).toBe("/items/7");
    expect(placeOf(one(1, { kind: "passwordChanged" }))).toBe("/settings");
  });

  it("leads to the order of what was sold, and to the offer of what was not paid", () => {
    expect(placeOf(one(1, { kind: "won", item: item(7, "sold") }))).toBe("/orders?item=7");
    expect(placeOf(one(1, { kind: "sold", item: item(7, "sold") }))).toBe("/orders?item=7");
    expect(placeOf(one(1, { kind: "orderPaid", item: item(7, "sold"), data: { order: 3 } }))).toBe("/orders/3");
    expect(placeOf(one(1, { kind: "offerMade", item: item(7, "sold") }))).toBe("/orders");
  });

  it("marks what is seen up to an id, or what is about one auction of these", () => {
    const page: NotificationPage = { notifications: list, nextCursor: null, unseenCount: 3 };
    const unseen = (data: { pages: NotificationPage[] }) => data.pages[0]?.notifications.filter(({ seenAt }) => !seenAt).map(({ id }) => id);
    expect(unseen(withSeen({ pages: [page] }, { upTo: 4 }, "now"))).toEqual([5]);
    expect(unseen(withSeen({ pages: [page] }, { upTo: 5, itemId: 1 }, "now"))).toEqual([1]);
  });
});

describe("the sentence of a notification", () => {
  const title = (kind: Notification["kind"], data: Record<string, unknown> = {}) => sentenceOf({ kind, data }, filled).title;

  it("differs by how it came about", () => {
    expect(title("lost")).toContain("이번에는 놓쳤어요");
    expect(title("lost", { outcome: "cancelled" })).toContain("판매자가 경매를 취소했어요");
    expect(title("priceFell", { leading: true })).toContain("다시 최고 입찰자가 됐어요");
    expect(title("contactChanged", { channel: "mail", why: "unreachable" })).toContain("알림이 멈췄어요");
  });

  it("is there for a kind that this page does not know", () => {
    expect(title("brandNew" as Notification["kind"])).toContain("새 알림이 있어요");
  });
});

describe("push messages on iOS", () => {
  it("are known to need an installed app, on an iPad too, which says that it is a Mac", () => {
    expect(isIos("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", 5)).toBe(true);
    expect(isIos("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 5)).toBe(true);
    expect(isIos("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 0)).toBe(false);
    expect(isIos("Mozilla/5.0 (Linux; Android 15)", 5)).toBe(false);
  });
});
