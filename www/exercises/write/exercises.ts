// The three programs to write: what they ask, what they start with, and what is right. No element is made here.

import { primesCost } from "./balance.js";
import type { TaskRange } from "../../every-core";
import { damaged } from "./door.js";
import type { ExerciseWorkload } from "./protocol.js";

/** What one run is given, and what it should answer. */
export interface Setting {
  constants: Readonly<Record<string, unknown>>;
  /** The ranges, written `start,end`, for which `brittle` fails. */
  faults: readonly string[];
  expected: string | string[];
}

export interface Exercise {
  /** The name above the editor. */
  file: string;
  /** The paragraphs above it. Text between backticks is code. */
  text: readonly string[];
  /** The program that the learner starts with: the serial loop. */
  start: string;
  hints: readonly [string, string];
  solution: string;
  /** Says why the solution is right. */
  because: string;
  steps: number;
  workload: ExerciseWorkload;
  takesFractions: boolean;
  setting: () => Setting;
  /** Returns pieces that are known to do well. */
  reference: (workers: number) => TaskRange[];
  /** How the check finds out whether every worker is used: by pieces in flight, or by how evenly the costs are spread. */
  used: "flight" | "balance";
  /** Returns the cost of a piece, where steps differ in cost; otherwise null. */
  cost: ((start: number, end: number) => number) | null;
  /** The number of pieces, where the exercise gives them. No more workers than that can be busy. */
  pieces?: number;
}

/** A prime number, so that no pool of 2 to 256 workers divides it. */
const ODD_STEPS = 30_000_001;
const PRIMES_UP_TO = 1_000_000;
/** The number of primes up to `PRIMES_UP_TO`. */
const PRIMES = "78498";
const RANGES = 24;
const RANGE_STEPS = 1_500_000;

/** Cuts `0..steps` into equal pieces with whole bounds. */
const pieces = (steps: number, count: number): [start: number, end: number][] =>
  Array.from({ length: count }, (_, i) => [Math.floor((steps * i) / count), Math.floor((steps * (i + 1)) / count)]);

/** Returns the checksum of `do_math` by its closed form: the sum of |pos - 1 000 000|. */
export function doMath(start: number, end: number): string {
  const upTo = (last: number) => {
    const [n, k] = [BigInt(last), 1_000_000n];
    const below = n < k ? n : k;
    const above = n - below;
    return below * k - (below * (below + 1n)) / 2n + (above * (above + 1n)) / 2n;
  };
  return String(upTo(end) - upTo(start));
}

export const EXERCISES: Readonly<Record<string, Exercise>> = {
  "cut-the-range": {
    file: "cut.js",
    text: [
      "The loop below does all of its `STEPS` in one call, on one core. Cut the range into one piece for each worker, hand every piece to a pool with `apply_async`, and add up what `get()` returns. Every step must be done exactly once.",
      "`STEPS` is a prime number, so no number of workers divides it. As in the lecture, `do_math` takes a fraction as a bound and does every step that it has begun.",
    ],
    start: `// The serial loop: one call, one core.
const workers = everyCore.environment().reportedProcessors;
const total = do_math(0, STEPS);

console.log(\`\${STEPS} steps, \${workers} workers\`);
answer(total);
`,
    hints: [
      "With w workers, piece i goes from `STEPS * i / w` to `STEPS * (i + 1) / w`. Those are fractions. What does a piece that ends at 10 000 000.33 do with the step that it has begun, and where does the next piece start?",
      "Round both bounds in the same way, with `Math.floor`: then a piece starts exactly where the one before it ends, and the last one ends at `STEPS`. First hand out all the pieces, then wait for them: a `get()` inside of the first loop makes it serial again.",
    ],
    solution: `const workers = everyCore.environment().reportedProcessors;
const pool = new Pool(workers);
const bound = (i) => Math.floor((STEPS * i) / workers);

const jobs = [];
for (let i = 0; i < workers; i++) {
  jobs.push(pool.apply_async(do_math, [bound(i), bound(i + 1)]));
}
pool.close();
await pool.join();

let total = 0;
for (const job of jobs) total += Number(await job.get());
answer(total);
`,
    because: "One function computes every bound, so the end of a piece and the start of the next are the same whole number. All pieces are handed out before the first is waited for.",
    steps: ODD_STEPS,
    workload: "do_math",
    takesFractions: true,
    setting: () => ({ constants: { STEPS: ODD_STEPS }, faults: [], expected: doMath(0, ODD_STEPS) }),
    reference: (workers) => pieces(ODD_STEPS, workers),
    used: "flight",
    cost: null,
  },
  "uneven-work": {
    file: "primes.js",
    text: [
      "`primes(start, end)` counts the prime numbers by trial division, and large numbers take longer than small ones. One piece for each worker is therefore unfair: the last worker is still busy when the others have gone home.",
      "Count the primes up to `STEPS` so that no more than a tenth of the workers’ time is spent waiting.",
    ],
    start: `// The serial loop: one call, one core.
const workers = everyCore.environment().reportedProcessors;
const count = primes(0, STEPS);

console.log(\`up to \${STEPS}, \${workers} workers\`);
answer(count);
`,
    hints: [
      "A worker that is done takes the next piece that nobody has taken yet. What does that do for you if there are only as many pieces as workers?",
      "Make many more pieces than workers, 20 for each say, and hand them all to the pool. If you use `map`, give it a chunk size of 1: by default it sends several pieces together.",
    ],
    solution: `const workers = everyCore.environment().reportedProcessors;
const pool = new Pool(workers);
const pieces = [];
const count = workers * 32;
for (let i = 0; i < count; i++) {
  pieces.push([Math.floor((STEPS * i) / count), Math.floor((STEPS * (i + 1)) / count)]);
}

let total = 0;
for (const found of await pool.map(primes, pieces, 1)) total += Number(found);
pool.close();
answer(total);
`,
    because: "With 32 pieces for each worker the last one to finish is at most one small piece behind. The pool hands pieces out as workers come free, so nobody has to know beforehand what a piece costs.",
    steps: PRIMES_UP_TO,
    workload: "primes",
    takesFractions: false,
    setting: () => ({ constants: { STEPS: PRIMES_UP_TO }, faults: [], expected: PRIMES }),
    reference: (workers) => pieces(PRIMES_UP_TO, workers * 32),
    used: "balance",
    cost: primesCost(PRIMES_UP_TO),
  },
  "every-result": {
    file: "results.js",
    text: [
      `\`ranges\` holds ${RANGES} ranges. \`brittle(start, end)\` computes one of them as \`do_math\` does, and throws for some: which ones changes from run to run. The loop below ends at the first error, and nothing of the rest is ever known.`,
      "Run all of them on a pool, and call `answer` with one list: for each range, in order, its result, or the message of its error.",
    ],
    start: `// The serial loop: one range after the other, to the first error.
const results = [];
for (const [start, end] of ranges) {
  results.push(brittle(start, end));
}
answer(results);
`,
    hints: [
      "An error in a task is kept until somebody asks for it: `get()` throws it where you wait for the result. Who never asks never hears of it, in Python too.",
      "Keep the jobs in a list, in the order of the ranges. Then go through that list, with `try` and `catch` around each single `await job.get()`. `map` would not do: it throws the first error in place of the whole list.",
    ],
    solution: `const pool = new Pool();
const jobs = ranges.map((range) => pool.apply_async(brittle, range));
pool.close();

const results = [];
for (const job of jobs) {
  try {
    results.push(await job.get());
  } catch (error) {
    results.push(error.message);
  }
}
console.log(await pool.join());
answer(results);
`,
    because: "Every job is asked for its result, so every error is heard, each in its place. `join()` says at the end that nothing was left uncollected.",
    steps: RANGES * RANGE_STEPS,
    workload: "brittle",
    takesFractions: false,
    setting: brittleSetting,
    reference: () => pieces(RANGES * RANGE_STEPS, RANGES),
    used: "flight",
    cost: null,
    pieces: RANGES,
  },
};

/** Draws three ranges that fail, anew for each run. The first range never fails, so that the serial loop computes something. */
function brittleSetting(): Setting {
  const ranges = pieces(RANGES * RANGE_STEPS, RANGES);
  const broken = new Set<number>();
  while (broken.size < 3) broken.add(1 + Math.floor(Math.random() * (RANGES - 1)));
  const expected = ranges.map((range, index) => (broken.has(index) ? damaged(...range) : doMath(...range)));
  return { constants: { ranges }, faults: [...broken].map((index) => String(ranges[index])), expected };
}
