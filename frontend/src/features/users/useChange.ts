import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { Problem, faultOf } from "~/api/problem";

type Change = { nickname?: string; phone?: string; password?: string; currentPassword?: string };

/** What is wrong with the current password, if an answer says so. */
export function wrongPassword(error: unknown): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  return error.code === "wrong_password" ? error.words : error.field("currentPassword");
}

export function useChange() {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (body: Change) => unwrap(api.PATCH("/api/me", { body })),
    onSuccess: (me) => {
      queries.setQueryData(["me"], me);
      void queries.invalidateQueries({ queryKey: ["user"] });
    },
  });
  const fault = (field: string) => faultOf(change.error, field);
  return { ...change, fault };
}
