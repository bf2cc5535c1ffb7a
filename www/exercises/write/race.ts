// Runs rounds of the learner's code, of one worker alone, and of pieces that are known to do well, in an order drawn anew for each
// round. The known pieces show which speed-up this machine gives at the moment.

import type { EveryCore, TaskRange } from "../../every-core";
import type { Interval } from "../progress.js";
import { kernelOf } from "./door.js";
import type { Exercise } from "./exercises.js";
import type { Lender, Memory } from "./lender.js";

/** Fewer give no interval. */
const FEWEST_ROUNDS = 6;
const MOST_ROUNDS = 9;
/** The rounds end early if half of the interval is at most this share of the value. */
const HALF_WIDTH = 0.05;

/** The timeout of one run. No machine takes as long unless something is broken. */
const PATIENCE_MS = 30_000;

/** The result of a race: both speed-ups over one worker alone. */
export interface Raced {
  learner: Interval;
  reference: Interval;
  rounds: number;
}

export interface RaceGiven {
  everyCore: EveryCore;
  lender: Lender;
  exercise: Exercise;
  pool: { size: number; memory: Memory };
  /** Runs the learner's code once more, and resolves with its time in milliseconds. */
  rerun: () => Promise<number>;
  onRound: (round: number, most: number) => void;
  signal: AbortSignal;
}

const CONTENDERS = ["alone", "reference", "learner"] as const;

/** Resolves with the result, or with null if the clock is too coarse to see any time pass. */
export async function race({ everyCore, lender, exercise, pool, rerun, onRound, signal }: RaceGiven): Promise<Raced | null> {
  const on = (ranges: TaskRange[]) => () => timed(lender, exercise, pool, ranges, signal);
  const contenders = { alone: on([[0, exercise.steps]]), reference: on(exercise.reference(pool.size)), learner: rerun };
  // The first runs of WebAssembly are slower, and are not counted.
  await contenders.alone();
  await contenders.reference();
  const ratios: { learner: number[]; reference: number[] } = { learner: [], reference: [] };
  for (let round = 1; ; round++) {
    onRound(round, MOST_ROUNDS);
    const times = { alone: 0, reference: 0, learner: 0 };
    for (const name of shuffled(CONTENDERS)) times[name] = await contenders[name]();
    if (Object.values(times).some((time) => time === 0)) return null;
    ratios.learner.push(times.alone / times.learner);
    ratios.reference.push(times.alone / times.reference);
    const learner = everyCore.medianInterval(ratios.learner);
    const isNarrow = (learner.high - learner.low) / 2 <= HALF_WIDTH * learner.value;
    if (round >= MOST_ROUNDS || (round >= FEWEST_ROUNDS && isNarrow)) return { learner, reference: everyCore.medianInterval(ratios.reference), rounds: round };
  }
}

/** Runs the pieces on a pool, and resolves with the time in milliseconds from handing out the first to having the last result. */
async function timed(lender: Lender, { workload }: Exercise, { size, memory }: RaceGiven["pool"], ranges: TaskRange[], signal: AbortSignal): Promise<number> {
  if (signal.aborted) throw new Error("stopped");
  const pool = lender.lend(size, memory);
  const end = () => pool.terminate();
  signal.addEventListener("abort", end, { once: true });
  try {
    const began = performance.now();
    await pool.map(kernelOf(workload), ranges, 1).get(PATIENCE_MS);
    const took = performance.now() - began;
    lender.takeBack(pool, size, memory);
    return took;
  } catch (error) {
    // A pool that failed once is not used again.
    end();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** Returns the items in a random order. */
function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(Math.random() * left.length), 1));
}
