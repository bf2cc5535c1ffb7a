// Writes numbers in the same form as the page does (`src/draw/format.rs`).

/** Rounds to four significant digits, which is what a link holds. Half of a last digit is then rounded up. */
const rounded = (value: number): number => Number(value.toPrecision(4)) * (1 + 1e-12);

/** Writes a duration: `48 ms` below a tenth of a second, then `0.29 s`, `2.04 s` and `12.3 s`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  ms = rounded(ms);
  if (ms < 10) return `${ms.toFixed(1)}\u00a0ms`;
  if (ms < 100) return `${ms.toFixed(0)}\u00a0ms`;
  return `${(ms / 1000).toFixed(ms < 9995 ? 2 : ms < 99950 ? 1 : 0)}\u00a0s`;
}

/** Writes a speed-up: `1.92×`, `12.3×`. */
export const times = (value: number): string => `${fixed(rounded(value), rounded(value) < 9.995 ? 2 : 1)}×`;

/** Writes a number with a fixed count of decimals and a true minus sign. */
export const fixed = (value: number, digits = 2): string => value.toFixed(digits).replace("-", "−");

/** Writes a ratio with two decimals: `1.92`. */
export const ratio = (value: number): string => fixed(rounded(value));

/** Writes an interval: `1.85 to 1.93`. */
export const interval = (low: number, high: number): string => `${ratio(low)} to ${ratio(high)}`;

/** Writes an integer in groups of three: `30 000 000`. */
export const whole = (value: number | bigint | string): string => String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** Writes a number of steps, in millions or billions: `1.5 billion`, `30 million`, `20 000`. */
export const steps = (count: number): string =>
  count < 1e6 ? whole(count) : count < 1e9 ? `${count / 1e6}\u00a0million` : `${count / 1e9}\u00a0billion`;

/** Writes numbers one after the other: `1`, `1 and 2`, `1, 2 and 4`. */
export const listed = (values: readonly number[]): string => values.join(", ").replace(/, (\d+)$/, " and $1");

/** Writes a count with its noun: `1 worker`, `2 workers`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
