import { type ComponentChild, render } from "preact";
import { act } from "preact/test-utils";
import { afterAll } from "vitest";

// a timer of Preact's effects must not outlive the document
afterAll(() => new Promise((resolve) => setTimeout(resolve, 100)));

/** Draw a component into the document, with its effects. */
export function draw(part: ComponentChild): void {
  void act(() => render(part, document.body));
}

/** Take away what was drawn. */
export function cleanup(): void {
  draw(null);
}
