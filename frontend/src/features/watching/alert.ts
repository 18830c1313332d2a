import type { SavedSearch } from "~/api/types";

export type Alert = SavedSearch["alert"];
export const ALERTS = ["now", "daily", "never"] as const satisfies Alert[];
