import { useLocation } from "~/router/place";

const SIGN_IN = ["/login", "/signup"];

/** Whether this entry was reached by `useSignInLink`, so that the page to return to is the one before it. */
export function isOneStepBack(state: unknown): boolean {
  return Boolean((state as { oneStepBack?: boolean } | null)?.oneStepBack);
}

/** The props of a link to sign in that returns to this place; between the two sign-in pages it keeps the way back. */
export function useSignInLink(to = "/login") {
  const { pathname, search, state } = useLocation();
  if (SIGN_IN.includes(pathname)) return { to: to + search, state, replace: true };
  return { to: `${to}?next=${encodeURIComponent(pathname + search)}`, state: { oneStepBack: true } };
}
