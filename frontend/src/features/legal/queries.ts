import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";

export const legalQuery = queryOptions({
  queryKey: ["legal"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/legal", { signal })),
  staleTime: 60 * 60_000,
});

export const DOCUMENTS = ["terms", "privacy"] as const;
export type Document = (typeof DOCUMENTS)[number];

export function documentQuery(document: Document) {
  return queryOptions({
    queryKey: ["legal", document],
    queryFn: ({ signal }) => unwrap(api.GET(`/api/legal/${document}`, { signal })),
    staleTime: 60 * 60_000,
  });
}
