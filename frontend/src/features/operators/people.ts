import type { Tone } from "~/live/situation";
import { hasLeft } from "~/parts/hasLeft";
import type { Translate } from "~/text/operators";
import type { AdminOrder } from "./types";

/** The name of a user as an operator reads it. */
export function nameOf({ id, nickname }: { id: string; nickname: string | null }, t: Translate): string {
  return hasLeft(id) ? t("user.left") : (nickname ?? id);
}

const TONES: Partial<Record<AdminOrder["state"], Tone>> = { disputed: "bad", returning: "wait", awaiting: "wait", paid: "wait", shipped: "wait", completed: "good" };

export function toneOf(state: AdminOrder["state"]): Tone {
  return TONES[state] ?? "calm";
}
