import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { begin } from "~/api/session";
import { isOneStepBack } from "~/parts/useSignInLink";
import { navigate, useLocation, useSearchParams } from "~/router/place";

type SignUp = { id: string; password: string; phone: string; nickname: string; consent: { terms: string; privacy: string } | null };

/** Sign in, then go back to the page that led here, or to the one given by `next`, if it is on this site. */
export function useSignIn() {
  const go = useGoOn();
  return useMutation({
    mutationFn: (body: { id: string; password: string }) => unwrap(api.POST("/api/login", { body })),
    onSuccess: go,
  });
}

export function useSignUp() {
  const go = useGoOn();
  return useMutation({ mutationFn: (body: SignUp) => unwrap(api.POST("/api/users", { body })), onSuccess: go });
}

function useGoOn() {
  const [params] = useSearchParams();
  const { state } = useLocation();
  return async ({ accessToken }: { accessToken: string }) => {
    begin(accessToken);
    if (isOneStepBack(state)) await navigate(-1);
    else await navigate(ownPlace(params.get("next")), { replace: true });
  };
}

/** `next` as a path of this site; the front page in place of anything else. */
export function ownPlace(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}
