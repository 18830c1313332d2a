import type { components } from "~/api/schema";

type Schemas = components["schemas"];

export type AdminOrder = Schemas["AdminOrder"];
export type AdminPayout = Schemas["AdminPayout"];
export type Books = Schemas["Books"];
export type TrailEvent = Schemas["TrailEvent"];
export type Decision = Schemas["DecisionForm"];
export type Outcome = Decision["outcome"];
export type PayoutState = AdminPayout["state"];
export type PayoutAct = "approve" | "paid" | "failed";
export type View = "disputed" | "overdue";
