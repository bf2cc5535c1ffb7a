// Words a prediction's outcome and each part of the bar.

import { fixed, interval, times } from "../../common/numbers.js";
import { NOTHING, ONCE, PARTS, USEFUL } from "./grade.js";
import type { Grade, Measured, Part, PoolEntry } from "./grade.js";

/** Every answer that has a name of its own. */
type Answer = Part | typeof USEFUL | typeof ONCE | typeof NOTHING | "spawn";

function inWorkers(amount: number): string {
  return `${fixed(amount)} ${Math.abs(amount) > 1 ? "workers" : "of a worker"}`;
}

/** The parts of the bar by the page's plainer names. */
export const NAMES: Readonly<Record<Exclude<Answer, typeof NOTHING | "spawn">, string>> = {
  [USEFUL]: "useful work", inflation: "slower work", dispatch: "dispatch", gaps: "gaps", imbalance: "tail", join: "join",
  [ONCE]: "dispatch, gaps and join",
};

/** Where each part can be seen in the lanes and figures above the question. */
const LOOK: Readonly<Record<Answer, string>> = {
  inflation: "Compare the serial time with what the workers computed in all: they did the same steps.",
  dispatch: "Look at the left ends of the lanes: how long does each wait for its first piece?",
  gaps: "Look between the pieces of a lane: is there a pause?",
  imbalance: "Look at the right ends of the lanes: how long do those that are done wait for the last one?",
  join: "Look right of the last piece: how long is it until the page has the result?",
  [USEFUL]: "Compare the two speed-ups: that is how much more useful work was done at a time.",
  [ONCE]: "Look at the ends of the lanes and between the pieces, in the short run and in the long one.",
  spawn: "Making a pool is timed on its own: the lanes begin when its workers are ready and warm.",
  [NOTHING]: "Look at everything in the lanes that is not blue, and compare the serial time with what the workers computed in all.",
};

/** What each part means, for the solution. */
const ADVICE: Readonly<Record<Exclude<Answer, "spawn">, string>> = {
  inflation: "The same pieces took longer than in the serial run: busy workers share execution units, clocks and memory, or take turns on one processor.",
  dispatch: "Workers waited for their first piece. It is paid once per run, so it matters less in a longer one.",
  gaps: "Workers paused between pieces. Fewer and larger pieces have fewer pauses.",
  imbalance: "Workers that were done waited for the last one. Smaller pieces even that out.",
  join: "The result was ready before the page had it. It is paid once per run.",
  [USEFUL]: "The added workers found processors that were free.",
  [ONCE]: "Costs paid once per run are spread over more work.",
  [NOTHING]: "Nothing but useful work is large enough to be told from noise.",
};

/** Returns the text for an answer; "" for an answer that has none. */
const said = (texts: Readonly<Record<string, string>>, answer: string): string => texts[answer] ?? "";

function amountOf(amount: number, { isChange }: Grade): string {
  return `In this run it ${isChange ? `changed by ${amount > 0 ? "+" : ""}` : "is "}${inWorkers(amount)}`;
}

/** Says why an answer is wrong: its amount in this run, and where to look. */
export function wrong(answer: string, grade: Grade): string {
  const look = said(LOOK, answer);
  if (answer === NOTHING) return `One part is larger than this run’s noise, ${inWorkers(grade.noise)}. ${look}`;
  const amount = grade.amounts[answer];
  if (amount === undefined) return look;
  const rest = grade.right.includes(NOTHING) ? "which is too little to tell from noise" : "and another part is larger";
  return `${amountOf(amount, grade)}, ${rest}. ${look}`;
}

/** Says why an answer is right, and which others are. */
export function right(answer: string, grade: Grade): string {
  const { right, noise } = grade;
  const others = right.filter((other) => other !== answer && other !== NOTHING).map((other) => said(NAMES, other));
  const also = others.length > 0 ? ` It cannot be told apart from ${others.join(" and ")}: this run’s noise is ${fixed(noise)}.` : "";
  const amount = grade.amounts[answer];
  if (answer === NOTHING || amount === undefined) return `No part is larger than this run’s noise, ${inWorkers(noise)}.${also}`;
  return `${amountOf(amount, grade)}.${also}`;
}

/** Sets the predicted number beside the measured one. */
export function beside(predicted: number, { value, low, high, resolved }: Measured): string {
  const difference = Math.abs(value - predicted);
  const verdict = predicted >= low && predicted <= high
    ? "inside the interval"
    : `${fixed(difference)} ${value < predicted ? "lower" : "higher"}`;
  return `You said ${fixed(predicted)}. It came out at ${times(value)}, 95% interval ${interval(low, high)}: ${verdict}.${resolved ? "" : ` ${UNRESOLVED}`}`;
}

/** What it means if an interval is not narrow. */
export const UNRESOLVED =
  "The interval is wider than 3% of the value either way, so take it as a range, or run again with nothing else open.";

/** Words the solution: every right answer, its amount and what it means. */
export function solution({ right: answers, amounts }: Grade): string {
  const words = answers.map((answer) => {
    const amount = amounts[answer];
    const name = answer === NOTHING ? "Nothing that stands out" : said(NAMES, answer);
    return `${name}${amount === undefined ? "" : ` (${inWorkers(amount)})`}. ${said(ADVICE, answer)}`;
  });
  return words.join(" Or, as this run cannot tell them apart: ");
}

/** Returns the rows of a table of bars: each part's name and its amount in each pool, in workers. */
export function bars(pools: readonly { entry: PoolEntry }[]): { part: string; name: string; values: number[] }[] {
  return ([USEFUL, ...PARTS] as const).map((part) => ({ part, name: NAMES[part], values: pools.map(({ entry }) => entry.stack[part]) }));
}
