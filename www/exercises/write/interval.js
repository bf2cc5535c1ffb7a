// A ratio per round, and its 95 % interval by resampling the rounds, as METHODOLOGY.md has it. Pure.

const RESAMPLES = 2000;

/**
 * @typedef {{ value: number, low: number, high: number }} Interval
 * @param {readonly number[]} ratios one for each round
 * @param {number} [seed]
 * @returns {Interval}
 */
export function interval(ratios, seed = 1) {
  let state = seed >>> 0;
  // mulberry32
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const medians = Array.from({ length: RESAMPLES }, () => median(ratios.map(() => ratios[Math.floor(random() * ratios.length)])));
  medians.sort((one, other) => one - other);
  return { value: median(ratios), low: medians[Math.floor(RESAMPLES * 0.025)], high: medians[Math.ceil(RESAMPLES * 0.975) - 1] };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
