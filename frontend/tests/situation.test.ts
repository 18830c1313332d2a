import { describe, expect, it } from "vitest";
import type { Item, MyBid } from "~/api/types";
import { type Act, type Phase, type Role, type Situation, blanksOf, phaseOf, priceLabel, say, situationOf } from "~/live/situation";
import { en } from "~/text/en";
import { ko } from "~/text/ko";

const PHASES: Phase[] = ["scheduled", "live", "ended", "sold", "unsold", "cancelled"];
const ROLES: Role[] = ["nobody", "leading", "outbid", "withdrawn", "lost", "winner", "seller"];
const RESERVES = ["none", "unmet", "met"] as const;
const YES_OR_NO = [false, true];

const CELLS: Situation[] = PHASES.flatMap((phase) =>
  ROLES.flatMap((role) =>
    RESERVES.flatMap((reserve) =>
      YES_OR_NO.flatMap((bids) => YES_OR_NO.flatMap((buyNow) => YES_OR_NO.map((tie) => ({ phase, role, reserve, bids, buyNow, tie })))),
    ),
  ),
);

// phase, role: the sentence without bids | with bids and no reserve | reserve unmet | reserve met
const TABLE: Record<string, string> = {
  "scheduled seller": "soonSeller | soonSeller | soonSeller | soonSeller",
  "live nobody": "first | open | openUnmet | open",
  "live leading": "first | leading | leadingUnmet | leading",
  "live outbid": "first | outbid | outbid | outbid",
  "live withdrawn": "withdrawn | withdrawn | withdrawn | withdrawn",
  "live lost": "first | open | openUnmet | open",
  "live winner": "first | open | openUnmet | open",
  "live seller": "sellerFirst | sellerBids | sellerUnmet | sellerBids",
  "sold winner": "won | won | won | won",
  "sold lost": "lost | lost | lost | lost",
  "sold seller": "sellerSold | sellerSold | sellerSold | sellerSold",
  "unsold leading": "noBids | unsold | ledNotMet | unsold",
  "unsold seller": "sellerNoBids | sellerUnsold | sellerNotMet | sellerUnsold",
  "cancelled nobody": "cancelled | cancelled | cancelled | cancelled",
  "cancelled seller": "sellerCancelled | sellerCancelled | sellerCancelled | sellerCancelled",
};
const ELSE: Record<Phase, string> = {
  scheduled: "soon | soon | soon | soon",
  live: "",
  ended: "ended | ended | ended | ended",
  sold: "sold | sold | sold | sold",
  unsold: "noBids | unsold | notMet | unsold",
  cancelled: "cancelledBid | cancelledBid | cancelledBid | cancelledBid",
};
const TIES: Record<string, string> = { outbid: "outbidTie", lost: "lostTie" };

function expected({ phase, role, reserve, bids, tie }: Situation): string {
  const row = (TABLE[`${phase} ${role}`] ?? ELSE[phase]).split(" | ");
  const key = row[bids ? 1 + RESERVES.indexOf(reserve) : 0] as string;
  return tie ? (TIES[key] ?? key) : key;
}

describe("what is said of an auction", () => {
  it("is one sentence in each of the cells", () => {
    expect(CELLS).toHaveLength(6 * 7 * 3 * 2 * 2 * 2);
    for (const cell of CELLS) expect({ ...cell, key: say(cell).key }).toEqual({ ...cell, key: expected(cell) });
  });

  it("has words in both languages, and every word has a cell", () => {
    const keys = [...new Set(CELLS.map((cell) => say(cell).key))].sort();
    expect(Object.keys(ko.say).sort()).toEqual(keys);
    expect(Object.keys(en.say).sort()).toEqual(keys);
  });
});

describe("what one can do", () => {
  const acts = (phase: Phase, role: Role, bids = true, buyNow = false): Act[] =>
    say({ phase, role, reserve: "none", bids, buyNow, tie: false }).acts;

  it("is to bid, to raise one's own maximum, and to buy where that is offered", () => {
    for (const role of ["nobody", "outbid"] as const) expect(acts("live", role)).toEqual(["bid"]);
    expect(acts("live", "leading")).toEqual(["raise"]);
    expect(acts("live", "nobody", false, true)).toEqual(["bid", "buy"]);
    expect(acts("live", "withdrawn", true, true)).toEqual(["others"]);
  });

  it("is the seller's: to change it before the first bid, to end it, to relist it", () => {
    expect(acts("live", "seller", false)).toEqual(["edit", "remove"]);
    expect(acts("scheduled", "seller", false)).toEqual(["edit", "remove"]);
    expect(acts("live", "seller", true, true)).toEqual(["endEarly"]);
    for (const phase of ["unsold", "cancelled"] as const) expect(acts(phase, "seller")).toEqual(["relist"]);
    expect(acts("sold", "seller")).toEqual(["order"]);
    expect(acts("ended", "seller")).toEqual([]);
  });

  it("is to see what was won, or other auctions, once it is over", () => {
    expect(acts("sold", "winner")).toEqual(["order"]);
    for (const phase of ["sold", "unsold", "cancelled"] as const)
      for (const role of ["nobody", "lost", "withdrawn"] as const) expect(acts(phase, role)).toEqual(["others"]);
    expect(acts("ended", "leading")).toEqual([]);
  });

  it("is never to bid on what is over, has not begun or is one's own", () => {
    const wrong = CELLS.filter((cell) => cell.phase !== "live" || cell.role === "seller" || cell.role === "withdrawn");
    for (const cell of wrong) expect(say(cell).acts.filter((act) => ["bid", "raise", "buy"].includes(act))).toEqual([]);
  });
});

const item = (part: Partial<Item>) =>
  ({
    status: "live", price: 10_000, minimumBid: 11_000, bidCount: 1, reserveMet: null, buyNowPrice: null, winner: null,
    startTime: "2026-11-23T12:00:00Z", endTime: "2026-11-24T12:00:00Z", serverTime: "2026-11-23T13:00:00Z", ...part,
  }) as Item;
const viewer = (part: Partial<NonNullable<Item["viewer"]>>) => ({ isSeller: false, isLeading: false, isWatching: false, maxAmount: null, ...part });
const mine = (myAmount: number) => ({ myAmount, standing: "outbid" }) as MyBid;
const AFTER = "2026-11-24T12:00:01Z";

describe("the situation of an item", () => {
  it("is nobody's for a stranger and for a member who has not bid", () => {
    expect(situationOf(item({})).role).toBe("nobody");
    expect(situationOf(item({ viewer: viewer({}) })).role).toBe("nobody");
  });

  it("is not outbid for a bidder who has retracted their only bid", () => {
    expect(situationOf(item({ viewer: viewer({}) }), mine(0)).role).toBe("withdrawn");
    expect(situationOf(item({ viewer: viewer({}), winner: "a***b", status: "sold" }), mine(0)).role).toBe("withdrawn");
  });

  it("is leading under an unmet reserve, which does not win", () => {
    const situation = situationOf(item({ viewer: viewer({ isLeading: true }), reserveMet: false }), mine(10_000));
    expect(say(situation).key).toBe("leadingUnmet");
  });

  it("knows a tie from a higher bid", () => {
    expect(say(situationOf(item({ viewer: viewer({}) }), mine(10_000))).key).toBe("outbidTie");
    expect(say(situationOf(item({ viewer: viewer({}) }), mine(9_000))).key).toBe("outbid");
  });

  it("is decided at once after the end, before anything has closed it", () => {
    const over = { status: "ended", serverTime: AFTER, winner: "a***b" } as const;
    expect(situationOf(item({ ...over, viewer: viewer({ isLeading: true }) })).role).toBe("winner");
    expect(say(situationOf(item({ ...over, viewer: viewer({}) }), mine(9_000))).key).toBe("lost");
    expect(phaseOf(item({ ...over, winner: null }))).toBe("unsold");
  });

  it("waits for an answer of after the end where an event came first", () => {
    expect(phaseOf(item({ status: "ended" }))).toBe("ended");
    expect(phaseOf(item({ status: "sold" }))).toBe("ended");
  });

  it("says how little a loser was short of", () => {
    expect(blanksOf(item({ price: 72_000 }), mine(67_000)).gap).toBe("5,000원");
  });
});

describe("the name of the price", () => {
  it("is the start price until the first bid, ended or not", () => {
    for (const phase of ["scheduled", "live", "ended", "unsold", "cancelled"] as const)
      expect(priceLabel({ phase, bids: false })).toBe("start");
    expect(priceLabel({ phase: "live", bids: true })).toBe("now");
    expect(priceLabel({ phase: "sold", bids: true })).toBe("sold");
    for (const phase of ["ended", "unsold", "cancelled"] as const) expect(priceLabel({ phase, bids: true })).toBe("last");
  });
});
