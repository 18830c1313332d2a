import type { ComponentPropsWithRef, MouseEvent } from "react";
import { type Way, navigate } from "./place";

export type LinkProps = Omit<ComponentPropsWithRef<"a">, "href"> & { to: string } & Pick<Way, "replace" | "state">;

/** A link to a page of this site. A second click on it adds no second entry to the history. */
export function Link({ to, replace, state, onClick, ...rest }: LinkProps) {
  function follow(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void navigate(to, { state, replace: replace ?? event.currentTarget.href === location.href });
  }
  return <a {...rest} href={to} onClick={follow} />;
}
