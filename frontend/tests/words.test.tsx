import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { screen, within } from "@testing-library/dom";
import type { ReactNode } from "react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Item, LogEntry, MyBid } from "~/api/types";
import { BidLog } from "~/features/bids/BidLog";
import { BidPanel } from "~/features/bids/BidPanel";
import { ItemCard } from "~/features/items/ItemCard";
import { BidRow, ListingRow } from "~/pages/me/rows";
import { startTexts } from "~/text/i18n";
import { cleanup, draw } from "./draw";

const HOUR = 3_600_000;
const moment = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

const item = (part: Partial<Item>): Item => ({
  id: 7, name: "캠핑 의자", content: "", price: 10_000, startPrice: 10_000, bidCount: 0, watchCount: 0, minimumBid: 10_000, nextBids: [10_000, 11_000],
  startTime: moment(-48), endTime: moment(24), status: "live", seller: { id: "seller", nickname: "판매자" }, images: [], serverTime: moment(0),
  extends: true, reserveMet: null, buyNowPrice: null, relistOf: null, winner: null, shipping: [], ...part,
});
const over = { endTime: moment(-1), bidCount: 0 } as const;
const viewer = { isSeller: false, isLeading: false, isWatching: false, maxAmount: null };

beforeAll(async () => {
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }));
  vi.stubGlobal("IntersectionObserver", class { observe() {} disconnect() {} });
  vi.stubGlobal("fetch", () => new Promise(() => {}));
  await startTexts();
});
afterEach(cleanup);

function shown(part: ReactNode, data: [unknown[], unknown][] = []): string {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  for (const [key, value] of data) queries.setQueryData(key, value);
  draw(
    <MantineProvider>
      <QueryClientProvider client={queries}>
        {part}
      </QueryClientProvider>
    </MantineProvider>,
  );
  return document.body.textContent ?? "";
}

describe("a tile", () => {
  it("waits for a first bid while the auction is live, and not once it is over", () => {
    expect(shown(<ItemCard item={item({})} />)).toContain("첫 입찰을 기다려요");
    cleanup();
    for (const status of ["ended", "unsold", "cancelled"] as const) {
      expect(shown(<ItemCard item={item({ ...over, status })} />)).not.toContain("첫 입찰을 기다려요");
      cleanup();
    }
  });

  it("calls a start price that nobody has bid no current price", () => {
    const words = shown(<ItemCard item={item({})} />);
    expect(words).toContain("시작가 10,000원");
    expect(words).not.toContain("현재가");
  });
});

describe("the panel of an item", () => {
  const panel = (part: Partial<Item>, mine?: MyBid) => shown(<BidPanel item={item(part)} sellerPanel={null} />, [[["mine", "bid", 7], mine ?? null]]);

  it("says once that an auction has ended, and when", () => {
    const words = panel({ ...over, status: "sold", bidCount: 2, price: 30_000, winner: "a***b" });
    expect(words.match(/마감/g)).toHaveLength(1);
    expect(words).toContain("낙찰가30,000원");
  });

  it("shows a loser by how much, and not in the winner's words", () => {
    const sold = { ...over, status: "sold", bidCount: 2, price: 30_000, winner: "a***b" } as const;
    const words = panel({ ...sold, viewer }, { item: item(sold), myAmount: 25_000, standing: "lost" });
    expect(words).toContain("5,000원 차이로 놓쳤어요");
    expect(words).not.toContain("축하해요");
  });

  it("promises no win under an unmet reserve", () => {
    const words = panel({ bidCount: 1, reserveMet: false, viewer: { ...viewer, isLeading: true, maxAmount: 10_000 } });
    expect(words).toContain("최저 낙찰가에 못 미쳤어요");
    expect(words).not.toContain("마감까지 지키면 낙찰돼요");
  });

  it("does not say of a bidder who retracted their only bid that they were outbid", () => {
    const words = panel({ viewer }, { item: item({}), myAmount: 0, standing: "lost" });
    expect(words).toContain("이 경매에서 빠졌어요");
    expect(words).not.toContain("더 높은 입찰이 나왔어요");
  });
});

describe("the log", () => {
  it("shows no amount for what offers nothing", () => {
    const cancel: LogEntry = {
      id: 3, bidder: "s***r", bidderKey: "k", mine: false, kind: "cancel", amount: 0, price: 10_000, maxAmount: null, retracts: null, fallen: false,
      reason: "깨졌어요", createdAt: moment(-1),
    };
    const words = shown(<BidLog item={item({ ...over, status: "cancelled" })} />, [[["log", 7], { pages: [{ bids: [cancel], nextCursor: null }], pageParams: [undefined] }]]);
    expect(words).toContain("경매 취소");
    expect(words).not.toContain("0원");
  });
});

describe("a row of my page", () => {
  it("shows no bid of 0 won where my bids are retracted or the auction was cancelled", () => {
    const cancelled = item({ ...over, status: "cancelled", viewer });
    const words = shown(<ul><BidRow bid={{ item: cancelled, myAmount: 0, standing: "lost" }} /></ul>);
    expect(words).toContain("취소");
    expect(words).not.toContain("내 입찰");
    expect(words).not.toMatch(/(^|\D)0원/);
  });

  it("says what to do about an unsold listing", () => {
    shown(<ul><ListingRow advice item={item({ ...over, status: "unsold", viewer: { ...viewer, isSeller: true } })} /></ul>);
    expect(within(screen.getByRole("link")).getByText("값을 낮춰 다시 올려 보세요.")).toBeTruthy();
  });
});
