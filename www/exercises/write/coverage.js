// Which steps of a range were done, and how often. Pure.

/** @typedef {readonly [start: number, end: number]} Range steps from `start` up to `end`, which is not one of them */

/**
 * Where pieces leave gaps in `0..steps`, do steps more than once, or do steps that are outside.
 * @param {readonly Range[]} pieces whole bounds
 * @param {number} steps
 */
export function coverage(pieces, steps) {
  const edges = new Map();
  const change = (at, by) => edges.set(at, (edges.get(at) ?? 0) + by);
  for (const [start, end] of pieces) {
    if (start === end) continue;
    change(start, 1);
    change(end, -1);
  }
  change(0, 0);
  change(steps, 0);
  const bounds = [...edges.keys()].sort((one, other) => one - other);
  /** @type {{ gaps: Range[], repeats: Range[], outside: Range[] }} */
  const found = { gaps: [], repeats: [], outside: [] };
  let depth = 0;
  for (const [index, start] of bounds.slice(0, -1).entries()) {
    depth += edges.get(start);
    const end = bounds[index + 1];
    const isInside = start < steps;
    if (isInside && depth === 0) extend(found.gaps, start, end);
    if (isInside && depth > 1) extend(found.repeats, start, end);
    if (!isInside && depth > 0) extend(found.outside, start, end);
  }
  return found;
}

/** Adds a range, to the last one if it goes on from there. */
function extend(ranges, start, end) {
  const last = ranges.at(-1);
  if (last?.[1] === start) ranges[ranges.length - 1] = [last[0], end];
  else ranges.push([start, end]);
}

/** What a piece with fractional bounds does, counted as the lecture's loop does: a step that is begun is done. @returns {Range} */
export const begun = ({ start, end }) => [Math.floor(start), Math.ceil(end)];

/** @param {readonly Range[]} ranges */
export const count = (ranges) => ranges.reduce((sum, [start, end]) => sum + end - start, 0);

/** A whole number as the page writes it: in groups of three, kept on one line. @param {number | string | bigint} value */
export const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, "\u00a0");

/**
 * What is wrong, in words; "" when every step was done once.
 * @param {ReturnType<typeof coverage>} found
 */
export function saidOf({ gaps, repeats, outside }) {
  return [
    sentence(repeats, "done twice or more"),
    sentence(gaps, "not done at all"),
    sentence(outside, "done although the range ends before"),
  ].filter(Boolean).join(" ");
}

function sentence(ranges, what) {
  if (ranges.length === 0) return "";
  const [[start, end]] = ranges;
  const others = ranges.length - 1;
  const more = others === 0 ? "" : `, and so were steps in ${others} other ${others === 1 ? "place" : "places"}`;
  const which = end - start === 1 ? `Step ${grouped(start)} was` : `Steps ${grouped(start)} to ${grouped(end - 1)} were`;
  return `${which} ${what}${more}.`;
}
