import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import type { NewContact } from "~/api/types";

const CONTACTS = queryOptions({
  queryKey: ["contacts"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/me/contacts", { signal })),
});

/** My contacts, and whether this server sends mail. */
export function useContacts() {
  return useQuery(CONTACTS);
}

export type Subscription = { endpoint: string; keys: { p256dh: string; auth: string } };
type Added = { channel: "mail" | "hook"; address: string; currentPassword?: string } | { channel: "push"; subscription: Subscription };

function useRenewed<In, Out>(mutationFn: (given: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => queries.invalidateQueries({ queryKey: CONTACTS.queryKey }) });
}

export function useAddContact() {
  return useRenewed((body: Added): Promise<NewContact> => unwrap(api.POST("/api/me/contacts", { body })));
}

export function useRemoveContact() {
  return useRenewed((id: number) => unwrap(api.DELETE("/api/me/contacts/{contactId}", { params: { path: { contactId: id } } })));
}

export function useVerifyContact(id: number) {
  return useRenewed((code: string) => unwrap(api.POST("/api/me/contacts/{contactId}/verify", { params: { path: { contactId: id } }, body: { code } })));
}
