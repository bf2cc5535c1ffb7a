// Rounds of the learner's code against one worker alone, and against pieces that are known to do well, in an order drawn anew for
// each round. The known pieces tell what this machine gives at the moment.

import { interval } from "./interval.js";
import { kernelOf } from "./door.js";

const FEWEST_ROUNDS = 5;
const MOST_ROUNDS = 9;
/** Narrow enough. */
const HALF_WIDTH = 0.05;

/** More than any machine takes for one contender: then something is broken. */
const PATIENCE_MS = 30_000;

/** @typedef {{ learner: import("./interval.js").Interval, reference: import("./interval.js").Interval, rounds: number }} Raced */

/**
 * @param {object} given
 * @param {import("./lender.js").Lender} given.lender
 * @param {import("./exercises.js").Exercise} given.exercise
 * @param {{ size: number, memory: "isolated" | "shared" }} given.pool
 * @param {() => Promise<number>} given.rerun runs the learner's code once more; milliseconds, or it throws
 * @param {(round: number, most: number) => void} given.onRound
 * @param {AbortSignal} given.signal
 * @returns {Promise<Raced | null>} null where the clock is too coarse to see any time pass
 */
export async function race({ lender, exercise, pool, rerun, onRound, signal }) {
  const on = (ranges) => () => timed(lender, exercise, pool, ranges, signal);
  const contenders = { alone: on([[0, exercise.steps]]), reference: on(exercise.reference(pool.size)), learner: rerun };
  // WebAssembly gets faster as it runs: what comes before is not counted.
  await contenders.alone();
  await contenders.reference();
  const ratios = { learner: /** @type {number[]} */ ([]), reference: /** @type {number[]} */ ([]) };
  for (let round = 1; ; round++) {
    onRound(round, MOST_ROUNDS);
    const times = {};
    for (const name of shuffled(Object.keys(contenders))) times[name] = await contenders[name]();
    if (Object.values(times).some((time) => time === 0)) return null;
    ratios.learner.push(times.alone / times.learner);
    ratios.reference.push(times.alone / times.reference);
    const learner = interval(ratios.learner);
    const isNarrow = (learner.high - learner.low) / 2 <= HALF_WIDTH * learner.value;
    if (round >= MOST_ROUNDS || (round >= FEWEST_ROUNDS && isNarrow)) return { learner, reference: interval(ratios.reference), rounds: round };
  }
}

/** From handing out the first piece to having the last result. */
async function timed(lender, { workload }, { size, memory }, ranges, signal) {
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
    // A pool that failed once is lent to nobody.
    end();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function shuffled(names) {
  for (let last = names.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [names[last], names[other]] = [names[other], names[last]];
  }
  return names;
}
