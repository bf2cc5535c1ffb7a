// Which explanation is right, decided by the reports of this run and by nothing else. Pure: no page, no clock, no storage.
//
// The loss stack of a run sums to its pool size p, exactly (METHODOLOGY.md). So what a pool of p workers did not turn into
// speed-up has a name for every part, and the difference of two stacks has one for every worker that was added.

/**
 * @typedef {import("../../every-core").StrategyReport} Entry
 * @typedef {"inflation" | "dispatch" | "gaps" | "imbalance" | "join"} Part
 * @typedef {{ value: number, low: number, high: number, resolved: boolean }} Measured
 * @typedef {object} Grade
 * @property {string[]} right the answers that this run supports: more than one where it cannot tell them apart
 * @property {Record<string, number>} amounts what each answer stands for, in workers; negative where it shrank
 * @property {boolean} isChange the amounts are changes from one run to another
 * @property {number} noise differences below this, in workers, say nothing in this run
 */

/** @type {readonly Part[]} */
export const PARTS = Object.freeze(["inflation", "dispatch", "gaps", "imbalance", "join"]);
/** The answer where no part is worth a name. */
export const NOTHING = "nothing";
/** The answer where added workers did useful work. */
export const USEFUL = "speedup";
/** What is paid once a run, however much work it is given: handing out the pieces, the pauses between them, the way back. */
export const ONCE = "once";

/** Below this share of the pool a part is not worth a name: the same bound as the report's own `largestLoss`. */
const NEGLIGIBLE = 0.02;

/** @param {Entry} entry */
const workersOf = (entry) => entry.medianRun.workers;

/** What this run cannot tell apart, in workers. @param {...Entry} entries */
function noiseOf(...entries) {
  const widths = entries.map(({ speedupLow, speedupHigh }) => (speedupHigh - speedupLow) / 2);
  return Math.max(NEGLIGIBLE * Math.max(...entries.map(workersOf)), Math.hypot(...widths));
}

/**
 * The names whose amount is the largest, or within the noise of it. Half of the largest is never taken for it, and where none
 * is above the noise, nothing is a right answer too.
 * @param {Record<string, number>} amounts
 * @param {number} noise
 * @param {number} negligible
 */
function largest(amounts, noise, negligible) {
  const most = Math.max(...Object.values(amounts));
  if (most <= negligible) return [NOTHING];
  const near = Object.keys(amounts).filter((name) => amounts[name] >= most - noise && amounts[name] > most / 2);
  return most <= noise ? [...near, NOTHING] : near;
}

/** Where most of what a pool did not use went. @param {Entry} entry @returns {Grade} */
export function gradeLoss(entry) {
  const amounts = Object.fromEntries(PARTS.map((part) => [part, entry.stack[part]]));
  const noise = noiseOf(entry);
  return { right: largest(amounts, noise, NEGLIGIBLE * workersOf(entry)), amounts, noise, isChange: false };
}

/** What became of the workers that the larger pool has more. @param {Entry} smaller @param {Entry} larger @returns {Grade} */
export function gradeAdded(smaller, larger) {
  const names = [USEFUL, ...PARTS];
  const amounts = Object.fromEntries(names.map((name) => [name, larger.stack[name] - smaller.stack[name]]));
  const noise = noiseOf(smaller, larger);
  // They add up to the workers that were added, so at least one of them is large.
  return { right: largest(amounts, noise, 0).filter((name) => name !== NOTHING), amounts, noise, isChange: false };
}

/** Which part of the bar changed most with ten times the work. @param {Entry} small @param {Entry} large @returns {Grade} */
export function gradeTenfold(small, large) {
  const change = (part) => large.stack[part] - small.stack[part];
  const amounts = {
    [ONCE]: change("dispatch") + change("gaps") + change("join"), imbalance: change("imbalance"), inflation: change("inflation"),
  };
  const noise = noiseOf(small, large);
  const sizes = Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, Math.abs(amount)]));
  return { right: largest(sizes, noise, NEGLIGIBLE * workersOf(small)), amounts, noise, isChange: true };
}

/** The pool's entry of a comparison. @param {{ strategies: Entry[] }} report */
export const poolOf = (report) => /** @type {Entry} */ (report.strategies.find(({ stack }) => stack));

/** @param {Entry} entry @returns {Measured} */
export const speedupOf = ({ speedup, speedupLow, speedupHigh, resolved }) => ({
  value: speedup, low: speedupLow, high: speedupHigh, resolved,
});

/**
 * How many times as fast one pool is as another that was compared apart from it, each by its speed-up over the serial runs of
 * its own rounds. The range is the widest that the two intervals allow.
 * @param {Entry} above
 * @param {Entry} below
 * @returns {Measured}
 */
export function ratioOf(above, below) {
  const value = above.speedup / below.speedup;
  const [low, high] = [above.speedupLow / below.speedupHigh, above.speedupHigh / below.speedupLow];
  return { value, low, high, resolved: above.resolved && below.resolved };
}

/** The pools of a sweep that may be the fastest: no other is faster by more than the intervals allow. @param {Entry[]} sizes */
export function fastest(sizes) {
  const best = sizes.reduce((best, size) => (size.speedup > best.speedup ? size : best));
  return sizes.filter((size) => size.speedupHigh >= best.speedupLow).map(workersOf);
}

/** The grade of each exercise's report, as it was measured. */
export const GRADES = Object.freeze({
  /** @param {import("../../every-core").CompareReport} report */
  "pool-speedup": (report) => gradeLoss(poolOf(report)),
  /** @param {import("../../every-core").SweepReport} report */
  "more-workers": ({ sizes }) => gradeAdded(sizes[sizes.length - 2], sizes[sizes.length - 1]),
  /** @param {import("../../every-core").TenfoldReport} report */
  "ten-times": ({ sizes }) => gradeTenfold(poolOf(sizes[0]), poolOf(sizes[1])),
  /** @param {{ few: import("../../every-core").CompareReport }} report */
  "uneven-pieces": ({ few }) => gradeLoss(poolOf(few)),
});
