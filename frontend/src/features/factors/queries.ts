import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { withSecondFactor } from "~/api/secondFactor";
import { createPasskey, signWithPasskey } from "./credentials";

/** My second factors, and until when one is shown with this sign-in. */
export const FACTORS = queryOptions({
  queryKey: ["me", "factors"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/me/factors", { signal })),
});

/** A mutation of my factors; what is known of them is read again. */
function useFactors<In, Out>(change: (given: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given: In) => withSecondFactor(() => change(given)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }),
  });
}

/** Begin with an authenticator app: the answer has the secret, which `useConfirmTotp` makes a factor. */
export function useBeginTotp() {
  return useFactors((currentPassword: string) => unwrap(api.POST("/api/me/totp", { body: { currentPassword } })));
}

export function useConfirmTotp() {
  return useFactors((code: string) => unwrap(api.POST("/api/me/totp/confirm", { body: { code } })));
}

export function useAddPasskey() {
  return useFactors(async ({ label, currentPassword }: { label: string; currentPassword: string }) => {
    const options = await unwrap(api.POST("/api/me/passkeys/options", { body: { currentPassword } }));
    return unwrap(api.POST("/api/me/passkeys", { body: { label, credential: await createPasskey(options) } }));
  });
}

/** Remove the authenticator app, or the passkey of an id. */
export function useRemoveFactor() {
  return useFactors((id: number | "totp") =>
    unwrap(id === "totp" ? api.DELETE("/api/me/totp") : api.DELETE("/api/me/passkeys/{passkeyId}", { params: { path: { passkeyId: id } } })),
  );
}

/** Make new recovery codes; the former ones are no longer valid. */
export function useRenewCodes() {
  return useFactors(() => unwrap(api.POST("/api/me/recovery-codes")));
}

export type Proof = { code: string } | { recoveryCode: string } | "passkey";

/** Show the second factor, so that acts that need it are open to this sign-in for a while. */
export function useProve() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (proof: Proof) => unwrap(api.POST("/api/me/second-factor", { body: proof === "passkey" ? { credential: await sign() } : proof })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }),
  });
}

async function sign() {
  return signWithPasskey(await unwrap(api.POST("/api/me/second-factor/options")));
}
