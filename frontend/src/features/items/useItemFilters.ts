import { useCallback, useMemo } from "react";
import { useSearchParams } from "~/router/place";
import { readWon } from "~/text/won";
import { SORTS, STATES, type ItemFilters } from "./queries";

/** The filters of the list, kept in the URL, so that Back and shared links work; `replace` replaces the entry of a dialog. */
export function useItemFilters(): [ItemFilters, (change: Partial<ItemFilters>, replace?: boolean) => void] {
  const [params, setParams] = useSearchParams();
  const wanted = useMemo(() => read(params), [params]);
  const change = useCallback(
    (part: Partial<ItemFilters>, replace = false) =>
      setParams((before) => written({ ...read(before), ...part }), { replace }),
    [setParams],
  );
  return [wanted, change];
}

/** The filters of the front page. */
export const FRONT = read(new URLSearchParams());

function read(params: URLSearchParams): ItemFilters {
  return {
    keyword: params.get("q") || undefined,
    sort: SORTS.find((sort) => sort === params.get("sort")) ?? "newest",
    status: STATES.find((status) => status === params.get("status")) ?? "live",
    minPrice: readWon(params.get("min") ?? "").won ?? undefined,
    maxPrice: readWon(params.get("max") ?? "").won ?? undefined,
  };
}

function written({ keyword, sort, status, minPrice, maxPrice }: ItemFilters): URLSearchParams {
  const params = new URLSearchParams();
  if (keyword) params.set("q", keyword);
  if (sort !== "newest") params.set("sort", sort);
  if (status !== "live") params.set("status", status);
  if (minPrice) params.set("min", String(minPrice));
  if (maxPrice) params.set("max", String(maxPrice));
  return params;
}

/** Whether any filter is set. */
export function isFiltered({ keyword, status, minPrice, maxPrice }: ItemFilters): boolean {
  return Boolean(keyword || minPrice || maxPrice || status !== "live");
}
