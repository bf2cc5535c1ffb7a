// Finds out which steps of a range were done, and how often. Pure.

import { whole } from "../../common/numbers.js";

/** The steps from `start` up to `end`, without `end`. */
export type Range = readonly [start: number, end: number];

export interface Coverage {
  /** Steps that were not done. */
  gaps: Range[];
  /** Steps that were done more than once. */
  repeats: Range[];
  /** Steps that were done and do not belong to the range. */
  outside: Range[];
}

/** Finds where pieces with whole bounds leave gaps in `0..steps`, do steps more than once, or do steps outside of it. */
export function coverage(pieces: readonly Range[], steps: number): Coverage {
  const edges = new Map<number, number>();
  const change = (at: number, by: number) => edges.set(at, (edges.get(at) ?? 0) + by);
  for (const [start, end] of pieces) {
    if (start === end) continue;
    change(start, 1);
    change(end, -1);
  }
  change(0, 0);
  change(steps, 0);
  const bounds = [...edges].sort(([one], [other]) => one - other);
  const found: Coverage = { gaps: [], repeats: [], outside: [] };
  let depth = 0;
  for (const [index, [start, by]] of bounds.entries()) {
    depth += by;
    const [end] = bounds[index + 1] ?? [start];
    if (end === start) continue;
    const isInside = start < steps;
    if (isInside && depth === 0) extend(found.gaps, start, end);
    if (isInside && depth > 1) extend(found.repeats, start, end);
    if (!isInside && depth > 0) extend(found.outside, start, end);
  }
  return found;
}

/** Adds a range, or lengthens the last one if it ends where this one starts. */
function extend(ranges: Range[], start: number, end: number): void {
  const last = ranges.at(-1);
  if (last?.[1] === start) ranges[ranges.length - 1] = [last[0], end];
  else ranges.push([start, end]);
}

/** Returns the steps that a piece with fractional bounds does. As in the lecture's loop, a step that is begun is done. */
export const begun = ({ start, end }: { start: number; end: number }): [start: number, end: number] => [Math.floor(start), Math.ceil(end)];

/** Returns the number of steps in all ranges. */
export const count = (ranges: readonly Range[]): number => ranges.reduce((sum, [start, end]) => sum + end - start, 0);

/** Says what is wrong; returns "" if every step was done once. */
export function saidOf({ gaps, repeats, outside }: Coverage): string {
  return [
    sentence(repeats, "done twice or more"),
    sentence(gaps, "not done at all"),
    sentence(outside, "done although the range ends before"),
  ].filter(Boolean).join(" ");
}

function sentence(ranges: readonly Range[], what: string): string {
  const [first] = ranges;
  if (!first) return "";
  const [start, end] = first;
  const others = ranges.length - 1;
  const more = others === 0 ? "" : `, and so were steps in ${others} other ${others === 1 ? "place" : "places"}`;
  const which = end - start === 1 ? `Step ${whole(start)} was` : `Steps ${whole(start)} to ${whole(end - 1)} were`;
  return `${which} ${what}${more}.`;
}
