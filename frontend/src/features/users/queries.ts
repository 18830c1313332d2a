import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { useSignedIn } from "~/api/session";

const ME = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/me", { signal })),
  staleTime: 5 * 60_000,
});

/** My own profile; undefined when signed out and while it is loading. */
export function useMe() {
  return useQuery({ ...ME, enabled: useSignedIn() });
}

export function profileQuery(id: string) {
  return queryOptions({
    queryKey: ["user", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/users/{id}", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
}
