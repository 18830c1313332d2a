import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import type { SavedSearch } from "~/api/types";
import { cacheItem } from "~/live/items";

const PAGE = 48;

export const WATCHED = infiniteQueryOptions({
  queryKey: ["watching"],
  queryFn: async ({ pageParam, signal }) => {
    const page = await unwrap(api.GET("/api/me/watching", { params: { query: { limit: PAGE, cursor: pageParam } }, signal }));
    page.items.forEach(cacheItem);
    return page;
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  staleTime: 0,
});

export const SEARCHES = queryOptions({
  queryKey: ["searches"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/me/searches", { signal }))).searches,
});

function useRenewed<In, Out>(mutationFn: (given: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => queries.invalidateQueries({ queryKey: SEARCHES.queryKey }) });
}

export function useSaveSearch() {
  return useRenewed((body: Pick<SavedSearch, "name" | "query" | "alert">) => unwrap(api.POST("/api/me/searches", { body })));
}

export function useChangeSearch() {
  return useRenewed(({ id, alert }: Pick<SavedSearch, "id" | "alert">) => unwrap(api.PATCH("/api/me/searches/{searchId}", { params: { path: { searchId: id } }, body: { alert } })));
}

export function useRemoveSearch() {
  return useRenewed((id: number) => unwrap(api.DELETE("/api/me/searches/{searchId}", { params: { path: { searchId: id } } })));
}
