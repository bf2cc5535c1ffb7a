// Decides which explanation is right, from the reports of this run alone. Pure: it uses no page, no clock and no storage.
//
// The loss stack of a run sums exactly to its pool size p (METHODOLOGY.md). So every part of a pool that did not become speed-up has
// a name, and so has every part of the difference between two pools.

import type { CompareReport, LossStack, StrategyReport, SweepReport, TenfoldReport } from "../../every-core";
import type { Interval } from "../progress.js";

export type Part = Exclude<keyof LossStack, "speedup">;

/** An entry of a report that is a pool's. */
export type PoolEntry = StrategyReport & { stack: LossStack };

export interface Measured extends Interval {
  /** Whether the interval is narrow enough for the figure to be quoted. */
  resolved: boolean;
}

export interface Grade {
  /** The answers that this run supports; more than one where it cannot tell them apart. */
  right: string[];
  /** The amount of each answer in workers, negative where it shrank. */
  amounts: Readonly<Record<string, number>>;
  /** Whether the amounts are changes from one run to another. */
  isChange: boolean;
  /** Differences below this, in workers, say nothing in this run. */
  noise: number;
}

/** The reports that each exercise measures. */
export interface Reports {
  "pool-speedup": CompareReport;
  "more-workers": SweepReport;
  "ten-times": TenfoldReport;
  "uneven-pieces": { few: CompareReport; many: CompareReport };
}

export const PARTS: readonly Part[] = ["inflation", "dispatch", "gaps", "imbalance", "join"];
/** The answer where no part is large enough to name. */
export const NOTHING = "nothing";
/** The answer where added workers did useful work. */
export const USEFUL = "speedup";
/** Costs paid once per run, however much work there is: dispatch, gaps and join. */
export const ONCE = "once";

/** Below this share of the pool a part is negligible: the bound of the report's own `largestLoss`. */
const NEGLIGIBLE = 0.02;

const workersOf = (entry: StrategyReport): number => entry.medianRun.workers;

/** Returns the difference, in workers, that these runs cannot tell from noise. */
function noiseOf(...entries: PoolEntry[]): number {
  const widths = entries.map(({ speedupLow, speedupHigh }) => (speedupHigh - speedupLow) / 2);
  return Math.max(NEGLIGIBLE * Math.max(...entries.map(workersOf)), Math.hypot(...widths));
}

/**
 * Returns the names whose amount is the largest, or within the noise of it and more than half of it. If no amount is above the noise,
 * "nothing" is right as well.
 */
function largest(amounts: Readonly<Record<string, number>>, noise: number, negligible: number): string[] {
  const most = Math.max(...Object.values(amounts));
  if (most <= negligible) return [NOTHING];
  const near = Object.entries(amounts).filter(([, amount]) => amount >= most - noise && amount > most / 2).map(([name]) => name);
  return most <= noise ? [...near, NOTHING] : near;
}

/** Grades where most of what a pool did not use went. */
export function gradeLoss(entry: PoolEntry): Grade {
  const amounts = Object.fromEntries(PARTS.map((part) => [part, entry.stack[part]]));
  const noise = noiseOf(entry);
  return { right: largest(amounts, noise, NEGLIGIBLE * workersOf(entry)), amounts, noise, isChange: false };
}

/** Grades what became of the workers that the larger pool has in addition. */
export function gradeAdded(smaller: PoolEntry, larger: PoolEntry): Grade {
  const names = [USEFUL, ...PARTS] as const;
  const amounts = Object.fromEntries(names.map((name) => [name, larger.stack[name] - smaller.stack[name]]));
  const noise = noiseOf(smaller, larger);
  // The amounts sum to the number of added workers, so at least one of them is large and "nothing" is never right.
  return { right: largest(amounts, noise, 0).filter((name) => name !== NOTHING), amounts, noise, isChange: false };
}

/** Grades which part of the bar changed most with ten times the work. */
export function gradeTenfold(small: PoolEntry, large: PoolEntry): Grade {
  const change = (part: Part) => large.stack[part] - small.stack[part];
  const amounts = {
    [ONCE]: change("dispatch") + change("gaps") + change("join"), imbalance: change("imbalance"), inflation: change("inflation"),
  };
  const noise = noiseOf(small, large);
  const sizes = Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, Math.abs(amount)]));
  return { right: largest(sizes, noise, NEGLIGIBLE * workersOf(small)), amounts, noise, isChange: true };
}

const isPoolEntry = (entry: StrategyReport | undefined): entry is PoolEntry => entry?.stack !== undefined;

/** Returns the entry as a pool's. Every pool that was measured has a loss stack. */
export function asPool<Entry extends StrategyReport>(entry: Entry | undefined): Entry & PoolEntry {
  if (!entry || !isPoolEntry(entry)) throw new Error("the report has no pool where one was measured");
  return entry;
}

/** Returns the pool's entry of a comparison. */
export const poolOf = (report: { strategies: readonly StrategyReport[] } | undefined): PoolEntry => asPool(report?.strategies.find(isPoolEntry));

/** Returns the two largest pools of a sweep, the smaller one first. */
export const lastTwoOf = ({ sizes }: SweepReport) => [asPool(sizes[sizes.length - 2]), asPool(sizes[sizes.length - 1])] as const;

/** Returns the pools of the work and of ten times the work. */
export const bothSizesOf = ({ sizes }: TenfoldReport) => [poolOf(sizes[0]), poolOf(sizes[1])] as const;

export const speedupOf = ({ speedup, speedupLow, speedupHigh, resolved }: StrategyReport): Measured => ({
  value: speedup, low: speedupLow, high: speedupHigh, resolved,
});

/**
 * Returns how many times as fast one pool is as another that was compared separately. Each is taken by its speed-up over the serial
 * runs of its own rounds. The range is the widest that the two intervals allow.
 */
export function ratioOf(above: StrategyReport, below: StrategyReport): Measured {
  const value = above.speedup / below.speedup;
  const [low, high] = [above.speedupLow / below.speedupHigh, above.speedupHigh / below.speedupLow];
  return { value, low, high, resolved: above.resolved && below.resolved };
}

/** Returns the sizes of the pools that may be the fastest: no other is faster by more than the intervals allow. */
export function fastest(sizes: readonly StrategyReport[]): number[] {
  const best = Math.max(...sizes.map(({ speedup }) => speedup));
  const bestLow = sizes.find(({ speedup }) => speedup === best)?.speedupLow ?? 0;
  return sizes.filter(({ speedupHigh }) => speedupHigh >= bestLow).map(workersOf);
}

/** Grades the report of each exercise. */
export const GRADES: { readonly [Id in keyof Reports]: (report: Reports[Id]) => Grade } = {
  "pool-speedup": (report) => gradeLoss(poolOf(report)),
  "more-workers": (report) => gradeAdded(...lastTwoOf(report)),
  "ten-times": (report) => gradeTenfold(...bothSizesOf(report)),
  "uneven-pieces": ({ few }) => gradeLoss(poolOf(few)),
};
