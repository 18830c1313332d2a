import type { LogEntry } from "~/api/types";

const EDGE = 8;

type Point = { x: number; y: number; entry: LogEntry };

/** The bid log (newest first) as the points of a step line, scaled to a box. */
export function stairs(start: number, entries: LogEntry[], until: number, width: number, height: number) {
  const steps = entries.toReversed();
  const begin = Date.parse(steps[0]?.createdAt ?? "") || 0;
  const prices = steps.map(({ price }) => price);
  const [low, high] = [Math.min(start, ...prices), Math.max(start, ...prices)];
  const x = (moment: number) => round(EDGE + ((moment - begin) / Math.max(until - begin, 1)) * (width - 2 * EDGE));
  const y = (price: number) => round(height - EDGE - ((price - low) / Math.max(high - low, 1)) * (height - 2 * EDGE));
  const points: Point[] = steps.map((entry) => ({ x: x(Date.parse(entry.createdAt)), y: y(entry.price), entry }));
  const line = `M${EDGE} ${y(start)}${points.map((point) => `H${point.x}V${point.y}`).join("")}H${width - EDGE}`;
  return { points, line, area: `${line}V${height}H${EDGE}Z` };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
