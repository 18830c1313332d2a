import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type PushState, keepOwn, ownContact, pushState, subscribe } from "./push";
import { useAddContact, useContacts } from "./queries";

const KEY = ["push"];

/** Whether this browser shows push messages, and a mutation that asks for it. */
export function usePush() {
  const queries = useQueryClient();
  const add = useAddContact();
  const { data: contacts } = useContacts();
  const { data } = useQuery({ queryKey: KEY, queryFn: pushState, staleTime: 0 });
  // a subscription whose contact was removed on another device gets nothing
  const gone = data === "on" && contacts && !contacts.contacts.some(({ id, stoppedAt }) => id === ownContact() && !stoppedAt);
  const state: PushState | undefined = gone ? "off" : data;
  const start = useMutation({
    mutationFn: async () => {
      const subscription = await subscribe();
      if (subscription) keepOwn((await add.mutateAsync({ channel: "push", subscription })).id);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return { state, start };
}
