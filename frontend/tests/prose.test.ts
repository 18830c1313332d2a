import { describe, expect, it } from "vitest";
import { blocks } from "~/features/legal/Prose";

describe("a legal text", () => {
  it("is headings, paragraphs, and points gathered into lists", () => {
    expect(blocks("# One\n\ntext\n- a\n- b\n# Two\n- c")).toEqual([
      { kind: "heading", lines: ["One"] },
      { kind: "paragraph", lines: ["text"] },
      { kind: "points", lines: ["a", "b"] },
      { kind: "heading", lines: ["Two"] },
      { kind: "points", lines: ["c"] },
    ]);
  });
});
