import type { ItemFilters } from "./queries";

/** The query of the API's list for these filters, as it is saved. */
export function queryOf({ keyword, sort, status, minPrice, maxPrice, seller }: ItemFilters): string {
  const wanted = { keyword, minPrice, maxPrice, seller, sort: sort === "newest" ? undefined : sort, status: status === "live" ? undefined : status };
  const set = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
}

const NAMES: Record<string, string> = { keyword: "q", minPrice: "min", maxPrice: "max", sort: "sort", status: "status" };

/** The address of the page that shows what such a query finds. */
export function placeOfQuery(query: string): string {
  const params = new URLSearchParams(query);
  const seller = params.get("seller");
  if (seller) return `/users/${encodeURIComponent(seller)}`;
  const known = [...params].flatMap(([name, value]) => (NAMES[name] ? [[NAMES[name], value]] : []));
  return `/?${new URLSearchParams(known)}`;
}
