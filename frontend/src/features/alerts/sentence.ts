import type { Notification } from "~/api/types";
import type { Translate } from "~/text/alerts";
import type { ko } from "~/text/alerts/ko";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";

type Key = keyof typeof ko.messages;
export type Sentence = { title: string; text: string };

/** What a notification says, in the reader's language; a kind that this page does not know yet says only that it is there. */
export function sentenceOf({ kind, data }: Pick<Notification, "kind" | "data">, t: Translate): Sentence {
  const key = keyOf(kind, data);
  const blanks = {
    price: typeof data.price === "number" ? won(data.price) : "",
    due: typeof data.due === "string" ? inSeoul(data.due) : "",
    search: String(data.search ?? data.name ?? ""),
    amount: typeof data.amount === "number" ? won(data.amount) : "",
    reason: String(data.reason ?? ""),
    channel: CHANNELS.includes(data.channel as Channel) ? t(`channel.${data.channel as Channel}`) : "",
    change: CHANGES.includes(data.change as Change) ? t(`factor.${data.change as Change}`) : "",
    device: String(data.device ?? ""),
    address: String(data.address ?? ""),
  };
  return { title: t(`messages.${key}.title`, blanks), text: t(`messages.${key}.text`, blanks).trim() };
}

/** The name of the sentence: some kinds say different things by how it came about. */
function keyOf(kind: string, { outcome, price, leading, role, why, decision }: Record<string, unknown>): Key {
  if (outcome === "cancelled" && (kind === "lost" || kind === "watchedEnded")) return "cancelled";
  if (kind === "watchedEnded" && (outcome === "reserveNotMet" || price === undefined)) return "watchedUnsold";
  if (kind === "unsold" && outcome === "reserveNotMet") return "unsoldReserve";
  if (kind === "lost" && outcome === "reserveNotMet") return "lostReserve";
  if (kind === "priceFell" && role === "seller") return "priceFellSeller";
  if (kind === "priceFell" && leading) return "priceFellLeading";
  if (kind === "contactChanged" && why === "unreachable") return "contactStopped";
  if (kind === "orderDecided") return DECISIONS[decision as keyof typeof DECISIONS] ?? "other";
  return KNOWN.find((known) => known === kind) ?? "other";
}

const DECISIONS = { refund: "decidedRefund", return: "decidedReturn", part: "decidedPart", complete: "decidedComplete" } as const;

type Channel = keyof typeof ko.channel;
const CHANNELS: Channel[] = ["mail", "push", "hook"];
type Change = keyof typeof ko.factor;
const CHANGES: Change[] = ["factorAdded", "factorRemoved", "recoveryCodeUsed", "recoveryCodesMade"];
const KNOWN = [
  "outbid", "leadLost", "won", "lost", "sold", "unsold", "firstBid", "reserveMet", "endingSoon", "watchedEnded", "searchMatch",
  "struckOut", "priceFell", "paymentDue", "paymentExtended", "paymentReceived", "orderPaid", "shipmentDue", "orderShipped", "confirmationDue",
  "orderCompleted", "orderCancelled", "orderUnpaid", "cancelRequested", "orderRefunded", "orderDisputed", "answerDue", "orderReturning",
  "orderSentBack", "returnDue", "offerMade", "offerAccepted", "offerDeclined", "orderMessage", "newSignIn", "passwordChanged", "contactChanged",
  "factorChanged",
] as const satisfies Key[];
