import type { FieldErrors, UseFormSetError } from "react-hook-form";
import { Problem } from "~/api/problem";
import type { Words } from "./draft";
import type { Shot } from "~/parts/photos";
import { textsBy } from "./textFields";

/** The form field for each field of the API. */
const OURS: Record<string, keyof Words> = {
  ...textsBy((name) => name), price: "price", endTime: "length", shipping: "shipping", startTime: "start",
  reservePrice: "reserve", buyNowPrice: "buyNow",
};

/** Show the server's errors at their fields. */
export function showFaults(error: unknown, setError: UseFormSetError<Words>): void {
  const faults = error instanceof Problem ? (error.body.errors ?? []) : [];
  for (const { field, message } of faults) if (OURS[field]) setError(OURS[field], { message });
}

/** Whether every part of a refusal is shown at a field or a photo. */
export function isShownAtFields(error: unknown, faults: FieldErrors<Words>): boolean {
  return photoNumber(error) !== undefined || Object.values(OURS).some((name) => faults[name]);
}

export type RefusedPhoto = { shot: Shot; words: string };

/** The photo that the server refused: it counts those that were uploaded. Gone once that photo is removed. */
export function refusedPhoto(error: unknown, photos: Shot[]): RefusedPhoto | undefined {
  const number = photoNumber(error);
  const shot = number && sentWith(error as Problem)?.[number - 1];
  return shot && photos.includes(shot) ? { shot, words: (error as Problem).words } : undefined;
}

const sent = new WeakMap<object, File[]>();

/** Remember which photos an attempt sent, so that its refusal names the right one after others have moved. */
export function rememberSent(error: unknown, photos: File[]): void {
  if (error instanceof Problem) sent.set(error, photos);
}

function sentWith(error: Problem): File[] | undefined {
  return sent.get(error);
}

function photoNumber(error: unknown): number | undefined {
  const number = error instanceof Problem ? (error.body as { photo?: unknown }).photo : undefined;
  return typeof number === "number" ? number : undefined;
}
