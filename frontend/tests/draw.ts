import { type ComponentChild, render } from "preact";
import { act } from "preact/test-utils";
import { afterAll } from "vitest";
import { SETTLE } from "~/live/stream";

// neither a timer of Preact's effects nor the stream's may outlive the document, and a later timer ends later
afterAll(() => new Promise((resolve) => setTimeout(resolve, SETTLE + 50)));

/** Draw a component into the document, with its effects. */
export function draw(part: ComponentChild): void {
  void act(() => render(part, document.body));
}

/** Take away what was drawn. */
export function cleanup(): void {
  draw(null);
}
