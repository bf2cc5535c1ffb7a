// What is said about a prediction and about each part of the bar.

import { NOTHING, ONCE, PARTS, USEFUL } from "./grade.js";

/** @param {number} value @param {number} [digits] */
export const fixed = (value, digits = 2) => value.toFixed(digits).replace("-", "−");
/** @param {number} value */
export const times = (value) => `${fixed(value)}\u202f×`;
/** @param {number} ms */
export const duration = (ms) => (ms < 1000 ? `${fixed(ms, ms < 100 ? 1 : 0)} ms` : `${fixed(ms / 1000)} s`);
/** @param {number} count @param {string} noun */
export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** An amount of a pool. @param {number} amount */
const inWorkers = (amount) => `${fixed(amount)} ${Math.abs(amount) > 1 ? "workers" : "of a worker"}`;

/** The parts of the bar by the page's plainer names. */
export const NAMES = Object.freeze({
  [USEFUL]: "useful work", inflation: "slower work", dispatch: "dispatch", gaps: "gaps", imbalance: "tail", join: "join",
  [ONCE]: "dispatch, gaps and join",
});

/** Where to look for a part: in the lanes and figures above the question. */
const LOOK = Object.freeze({
  inflation: "Compare the serial time with what the workers computed in all: they did the same steps.",
  dispatch: "Look at the left ends of the lanes: how long does each wait for its first piece?",
  gaps: "Look between the pieces of a lane: is there a pause?",
  imbalance: "Look at the right ends of the lanes: how long do those that are done wait for the last one?",
  join: "Look right of the last piece: how long is it until the page has the result?",
  [USEFUL]: "Compare the two speed-ups: that is how much more useful work was done at a time.",
  [ONCE]: "Look at the ends of the lanes and between the pieces, in the short run and in the long one.",
  spawn: "Making a pool is timed on its own: the lanes begin when its workers are ready and warm.",
  [NOTHING]: "Look at everything in the lanes that is not blue, and compare the serial time with what the workers computed in all.",
});

/** An amount of this run. @param {string} answer @param {import("./grade.js").Grade} grade */
const amountOf = (answer, { amounts, isChange }) =>
  `In this run it ${isChange ? `changed by ${amounts[answer] > 0 ? "+" : ""}` : "is "}${inWorkers(amounts[answer])}`;

/**
 * Why an answer is wrong, with its amount in this run and where to look.
 * @param {string} answer
 * @param {import("./grade.js").Grade} grade
 */
export function wrong(answer, grade) {
  if (answer === NOTHING) return `Some part is larger than what this run cannot tell, ${inWorkers(grade.noise)}. ${LOOK[NOTHING]}`;
  if (grade.amounts[answer] === undefined) return LOOK[answer];
  const rest = grade.right.includes(NOTHING) ? "which is less than it can tell" : "and another part is larger";
  return `${amountOf(answer, grade)}, ${rest}. ${LOOK[answer]}`;
}

/**
 * Why an answer is right, and which others are.
 * @param {string} answer
 * @param {import("./grade.js").Grade} grade
 */
export function right(answer, grade) {
  const { right, noise } = grade;
  const others = right.filter((other) => other !== answer && other !== NOTHING).map((other) => NAMES[other]);
  const also = others.length > 0 ? ` It cannot be told apart from ${others.join(" and ")}: this run’s noise is ${fixed(noise)}.` : "";
  if (answer === NOTHING) return `No part stands out from ${inWorkers(noise)}, which is what this run cannot tell.${also}`;
  return `${amountOf(answer, grade)}.${also}`;
}

/**
 * A number that was predicted, beside the one that was measured.
 * @param {number} predicted
 * @param {import("./grade.js").Measured} measured
 */
export function beside(predicted, { value, low, high, resolved }) {
  const interval = `${times(value)}, 95% interval ${fixed(low)} to ${fixed(high)}`;
  const difference = Math.abs(value - predicted);
  const verdict = predicted >= low && predicted <= high
    ? "inside the interval"
    : `${fixed(difference)} ${value < predicted ? "lower" : "higher"}`;
  return `You said ${fixed(predicted)}. It came out at ${interval}: ${verdict}.${resolved ? "" : ` ${UNRESOLVED}`}`;
}

/** What an interval that is too wide means. */
export const UNRESOLVED =
  "The interval is wider than 3% of the value either way, so this run does not resolve the figure: take it as a range, or run again with nothing else open.";

/** Advice that a part of the bar gives, for the solution. */
const ADVICE = Object.freeze({
  inflation: "The same pieces took longer than alone: neighbours share execution units, clocks and memory, or take turns on one processor.",
  dispatch: "Workers waited for their first piece. It is paid once a run, so it weighs less in a longer one.",
  gaps: "Workers paused between pieces. Fewer and larger pieces have fewer pauses.",
  imbalance: "Workers that were done waited for the last one. Smaller pieces even that out.",
  join: "The result was ready before the page had it. It is paid once a run.",
  [USEFUL]: "The added workers found processors that were free.",
  [ONCE]: "What is paid once a run is spread over more work.",
  [NOTHING]: "Nothing but useful work is large enough to be told from noise.",
});

/** @param {import("./grade.js").Grade} grade */
export function solution({ right: answers, amounts }) {
  const words = answers.map((answer) => {
    const amount = amounts[answer] === undefined ? "" : ` (${inWorkers(amounts[answer])})`;
    return `${answer === NOTHING ? "Nothing that stands out" : NAMES[answer]}${amount}. ${ADVICE[answer]}`;
  });
  return words.join(" Or, not to be told apart from it: ");
}

/** A table of bars: the parts of each column, in workers. @param {{ title: string, entry: import("./grade.js").Entry }[]} pools */
export function bars(pools) {
  return [USEFUL, ...PARTS].map((part) => ({ part, name: NAMES[part], values: pools.map(({ entry }) => entry.stack[part]) }));
}
