import classes from "./Prose.module.css";

/** A plain text with `# headings`, `- points` and paragraphs, a line each. */
export function Prose({ text }: { text: string }) {
  return <div className={classes.prose}>{blocks(text).map((block, at) => <Block key={at} {...block} />)}</div>;
}

type BlockProps = { kind: "heading" | "points" | "paragraph"; lines: string[] };

/** The lines of a text, those of one list together. */
export function blocks(text: string): BlockProps[] {
  const found: BlockProps[] = [];
  for (const line of text.split("\n").map((part) => part.trim()).filter(Boolean)) {
    const kind = line.startsWith("# ") ? "heading" : line.startsWith("- ") ? "points" : "paragraph";
    const last = found.at(-1);
    const words = kind === "paragraph" ? line : line.slice(2);
    if (kind === "points" && last?.kind === "points") last.lines.push(words);
    else found.push({ kind, lines: [words] });
  }
  return found;
}

function Block({ kind, lines }: BlockProps) {
  if (kind === "heading") return <h2>{lines[0]}</h2>;
  if (kind === "points") return <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>;
  return <p>{lines[0]}</p>;
}
