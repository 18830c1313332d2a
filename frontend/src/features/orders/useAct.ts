import { api, unwrap } from "~/api/client";
import type { components } from "~/api/schema";
import type { Order } from "~/api/types";
import { useOrderChange } from "./queries";
import type { SheetAct } from "./saying";

type Schemas = components["schemas"];
/** The fields of an act; the server names those that are missing. */
export type Body = Partial<Schemas["ShipmentForm"] & Schemas["DisputeForm"] & Schemas["OfferForm"] & { photos: File[] }>;
export type FieldsProps = { body: Body; change: (part: Body) => void; fault: (field: string) => string | undefined };

/** Do one act of an order. */
export function useAct(order: Order, act: SheetAct) {
  return useOrderChange(order, (body: Body, key) => unwrap(call(order, act, body, key)));
}

function call({ id, item }: Order, act: SheetAct, body: Body, key: string) {
  const path = { orderId: id };
  const params = { path, header: { "Idempotency-Key": key } };
  if (act === "ship" || act === "send-back") return api.POST(`/api/orders/{orderId}/${act}`, { params, body });
  if (act === "dispute") return api.POST("/api/orders/{orderId}/dispute", { params, body: body as Schemas["DisputeForm"], ...formOf(body) });
  if (act !== "offer") return api.POST("/api/orders/{orderId}/{act}", { params: { ...params, path: { ...path, act } } });
  return offer(item.id, id, body, key);
}

/** How a dispute with photos is sent: as a form. */
function formOf({ photos = [], ...fields }: Body) {
  if (!photos.length) return {};
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined) form.set(name, String(value));
  for (const photo of photos) form.append("photos", photo);
  return { bodySerializer: () => form };
}

/** Offer the item to the next bidder, and return the order as it is then. */
async function offer(itemId: number, orderId: number, body: Body, key: string) {
  await unwrap(api.POST("/api/items/{itemId}/offer", { params: { path: { itemId }, header: { "Idempotency-Key": key } }, body }));
  return api.GET("/api/orders/{orderId}", { params: { path: { orderId } } });
}
