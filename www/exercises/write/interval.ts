// Computes the median of one ratio per round, and its 95 % interval by resampling the rounds (METHODOLOGY.md). Pure.

import type { Interval } from "../progress.js";

const RESAMPLES = 2000;

/** Returns the median and the interval of ratios, one for each round. */
export function interval(ratios: readonly number[], seed = 1): Interval {
  let state = seed >>> 0;
  // mulberry32
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const drawn = () => at(ratios, Math.floor(random() * ratios.length));
  const medians = Array.from({ length: RESAMPLES }, () => median(ratios.map(drawn)));
  medians.sort((one, other) => one - other);
  return { value: median(ratios), low: at(medians, Math.floor(RESAMPLES * 0.025)), high: at(medians, Math.ceil(RESAMPLES * 0.975) - 1) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}

/** Returns a number of a list; NaN outside of it. */
const at = (values: readonly number[], index: number): number => values[index] ?? NaN;
