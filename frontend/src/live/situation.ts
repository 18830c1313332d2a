import type { Item, MyBid, Status } from "~/api/types";
import type { Named } from "~/text/i18n";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";

/** `ended`: over by the clock, and the result has not been read yet. */
export type Phase = Status;
export type Role = "nobody" | "leading" | "outbid" | "withdrawn" | "lost" | "winner" | "seller";
export type Situation = {
  phase: Phase;
  role: Role;
  reserve: "none" | "unmet" | "met";
  bids: boolean;
  buyNow: boolean;
  /** The viewer offered exactly the price, and another bidder did so earlier. */
  tie: boolean;
};
/** What the viewer can do next; each is a button of its own. */
export type Act = "bid" | "raise" | "buy" | "edit" | "remove" | "endEarly" | "relist" | "order" | "others";
/** A sentence (`say.<key>` in the texts: title, text and badge) and what to do, the likeliest first. */
export type Saying = { key: Named<"say">; acts: Act[] };

/** What is said of an auction to the person who looks at it, and what they can do: the one place that decides it. */
export function say(situation: Situation): Saying {
  return { key: SENTENCES[situation.phase](situation), acts: actsOf(situation) };
}

const SENTENCES: Record<Phase, (situation: Situation) => Named<"say">> = {
  scheduled: ({ role }) => (role === "seller" ? "soonSeller" : "soon"),
  live: sentenceWhileLive,
  ended: () => "ended",
  sold: ({ role, tie }) => {
    if (role === "lost") return tie ? "lostTie" : "lost";
    return role === "winner" ? "won" : role === "seller" ? "sellerSold" : "sold";
  },
  unsold: ({ role, bids, reserve }) => {
    if (role === "seller") return !bids ? "sellerNoBids" : reserve === "unmet" ? "sellerNotMet" : "sellerUnsold";
    if (!bids) return "noBids";
    if (reserve !== "unmet") return "unsold";
    return role === "leading" ? "ledNotMet" : "notMet";
  },
  cancelled: ({ role }) => (role === "seller" ? "sellerCancelled" : role === "nobody" ? "cancelled" : "cancelledBid"),
};

function sentenceWhileLive({ role, reserve, bids, tie }: Situation): Named<"say"> {
  const unmet = reserve === "unmet";
  if (role === "seller") return !bids ? "sellerFirst" : unmet ? "sellerUnmet" : "sellerBids";
  if (role === "withdrawn") return "withdrawn";
  if (!bids) return "first";
  if (role === "leading") return unmet ? "leadingUnmet" : "leading";
  if (role === "outbid") return tie ? "outbidTie" : "outbid";
  return unmet ? "openUnmet" : "open";
}

function actsOf({ phase, role, bids, buyNow }: Situation): Act[] {
  if (role === "seller") return sellersActs(phase, bids);
  if (phase === "scheduled" || phase === "ended") return [];
  if (phase !== "live") return [role === "winner" ? "order" : "others"];
  if (role === "withdrawn") return ["others"];
  const bid = role === "leading" ? "raise" : "bid";
  return buyNow ? [bid, "buy"] : [bid];
}

function sellersActs(phase: Phase, bids: boolean): Act[] {
  if (phase === "live") return bids ? ["endEarly"] : ["edit", "remove"];
  if (phase === "scheduled") return ["edit", "remove"];
  if (phase === "sold") return ["order"];
  return phase === "unsold" || phase === "cancelled" ? ["relist"] : [];
}

export type Tone = "good" | "bad" | "wait" | "calm";

const TONES: Partial<Record<Named<"say">, Tone>> = {
  leading: "good", won: "good", sellerSold: "good", first: "good", open: "good", openUnmet: "good", sellerFirst: "good",
  sellerBids: "good", outbid: "bad", outbidTie: "bad", leadingUnmet: "wait", sellerUnmet: "wait", soon: "wait",
  soonSeller: "wait", ended: "wait",
};

/** The colour of a sentence's badge. */
export function toneOf(key: Named<"say">): Tone {
  return TONES[key] ?? "calm";
}

/** The situation of an item for its viewer; `mine` is the viewer's bid on it, if there is one. */
export function situationOf(item: Item, mine?: MyBid): Situation {
  const phase = phaseOf(item);
  const role = roleOf(item, phase, mine);
  return {
    phase,
    role,
    reserve: item.reserveMet === null ? "none" : item.reserveMet ? "met" : "unmet",
    bids: item.bidCount > 0,
    buyNow: item.buyNowPrice !== null,
    tie: (role === "outbid" || role === "lost") && mine?.myAmount === item.price,
  };
}

/** An event says that it is over before an answer says who has won: until then it is `ended`. */
export function phaseOf({ status, winner, serverTime, endTime }: Item): Phase {
  if (status === "sold") return winner === null ? "ended" : "sold";
  if (status !== "ended") return status;
  if (winner !== null) return "sold";
  return Date.parse(serverTime) >= Date.parse(endTime) ? "unsold" : "ended";
}

function roleOf({ viewer }: Item, phase: Phase, mine?: MyBid): Role {
  if (viewer?.isSeller) return "seller";
  if (viewer?.isLeading) return phase === "sold" ? "winner" : "leading";
  if (!viewer || !mine) return "nobody";
  if (mine.myAmount === 0) return "withdrawn";
  return phase === "live" || phase === "scheduled" ? "outbid" : "lost";
}

/** The name of the price (`price.<key>` in the texts): nobody has bid the start price yet. */
export function priceLabel({ phase, bids }: Pick<Situation, "phase" | "bids">): Named<"price"> {
  if (phase === "sold") return "sold";
  if (!bids) return "start";
  return phase === "live" || phase === "scheduled" ? "now" : "last";
}

/** What the sentences' blanks are filled with. */
export function blanksOf(item: Item, mine?: MyBid) {
  return {
    name: item.name,
    price: won(item.price),
    minimum: won(item.minimumBid ?? item.price),
    start: inSeoul(item.startTime),
    winner: item.winner ?? "",
    gap: won(item.price - (mine?.myAmount ?? item.price)),
  };
}
