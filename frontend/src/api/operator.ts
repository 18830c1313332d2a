import { onSession, signedIn } from "./session";

/** Whether the console has opened for this user on this device, so that only then the page has a link to it. */
const HINT = "ssgbay.operator";

export function isOperator(): boolean {
  return localStorage.getItem(HINT) === "1";
}

export function noteOperator(is: boolean): void {
  if (is) localStorage.setItem(HINT, "1");
  else localStorage.removeItem(HINT);
}

onSession(() => {
  if (!signedIn()) noteOperator(false);
});
