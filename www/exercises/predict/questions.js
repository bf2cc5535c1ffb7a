// The four exercises: what is asked, what is run, and which bars explain it.

import { GRADES, NOTHING, ONCE, USEFUL, fastest, poolOf, ratioOf, speedupOf } from "./grade.js";
import { UNRESOLVED, beside, duration, fixed, plural, times } from "./words.js";

/**
 * @typedef {{ p: number, most: number, reported: number }} Setting the size of the pool, the largest that there can be, and what the
 *   browser reports
 * @typedef {Setting & { everyCore: import("../../every-core").EveryCore, strategy: "shared" | "isolated", signal: AbortSignal,
 *   onProgress: (done: number, total: number) => void }} Bench
 * @typedef {{ id: string, text: string }} Option
 * @typedef {{ title: string, entry: import("./grade.js").Entry }} Lanes
 * @typedef {object} Outcome
 * @property {string} sentence the prediction beside what was measured
 * @property {import("./grade.js").Measured} measured the figure that is kept
 * @property {{ label: string, measured: import("./grade.js").Measured }[]} rows what is drawn
 * @property {Lanes[]} lanes the runs that explain it
 * @property {string} why the question
 * @property {Option[]} options
 * @typedef {object} Question
 * @property {(setting: Setting) => string} text
 * @property {(setting: Setting) => string} plan what Run will do
 * @property {(setting: Setting) => { label: string, unit: string } | { label: string, options: Option[] }} predict
 * @property {(bench: Bench) => Promise<any>} measure
 * @property {(report: any, prediction: string) => Outcome} read
 * @property {(report: any) => import("./grade.js").Grade} grade
 * @property {string} hint the first; the second shows the bars
 */

/** Long enough for a noisy machine, short enough for a reader. */
const ROUNDS = 7;
/** A sweep makes its pools anew in each round. */
const SWEEP_ROUNDS = 5;
const STEPS = 100_000_000;
const PIXELS = 1_000_000;
const PIECES = 16;
/** Threads that share a memory are counted with a byte, which has one more value for none. */
export const MOST_WORKERS = Object.freeze({ shared: 255, isolated: 256 });

/** @type {Option} */
const SPAWN = { id: "spawn", text: "Making the workers: starting them takes time." };
const LOSSES = [
  { id: "inflation", text: "Slower work: the same steps took longer than on one core alone." },
  { id: "dispatch", text: "Dispatch: workers waited for their first piece." },
  { id: "gaps", text: "Gaps: workers paused between pieces." },
  { id: "imbalance", text: "The tail: workers that were done waited for the last one." },
  { id: "join", text: "Join: the page had to wait for the result after the last piece." },
  SPAWN,
  { id: NOTHING, text: "Nothing worth a name: almost all of it was useful work." },
];

/** Half as many workers as processors, as many, and twice as many: ascending, each once. @param {number} p @param {number} most */
export const sizesOf = (p, most) => [...new Set([Math.floor(p / 2), p, 2 * p].map((size) => Math.min(Math.max(size, 1), most)))];
const millions = (steps) => `${steps / 1e6} million steps`;

/** @type {Record<string, Question>} */
export const QUESTIONS = Object.freeze({
  "pool-speedup": {
    text: ({ p, reported }) => `This browser reports ${plural(reported, "processor")}. A pool of ${plural(p, "worker")} computes the lecture’s loop. How many times as fast as the serial run will it be?`,
    plan: () => `${ROUNDS} rounds of ${millions(STEPS)}, serial and on the pool. During a serial run the page stands still.`,
    predict: () => ({ label: "Your prediction", unit: "times as fast" }),
    measure: ({ everyCore, p, strategy, signal, onProgress }) =>
      everyCore.compare({ strategies: [strategy], workers: p, steps: STEPS, rounds: ROUNDS, signal, onProgress }),
    read: (report, prediction) => {
      const pool = poolOf(report);
      const measured = speedupOf(pool);
      return {
        sentence: beside(Number(prediction), measured),
        measured,
        rows: [{ label: "measured", measured }],
        lanes: [{ title: `The pool of ${report.workers}`, entry: pool }],
        why: `In this run the pool had ${plural(report.workers, "worker")}, and ${fixed(pool.stack.speedup)} of them were useful work. Into what did most of the rest go?`,
        options: LOSSES,
      };
    },
    grade: GRADES["pool-speedup"],
    hint: "Everything in the lanes that is not blue is time of a worker that was paid for and not used. Slower work is blue too: it only shows when you compare the serial time with what all workers computed.",
  },

  "more-workers": {
    text: ({ p, most, reported }) => `The same loop on pools of ${sizesOf(p, most).join(", ")} workers; this browser reports ${plural(reported, "processor")}. Which pool is the fastest?`,
    plan: ({ p, most }) => `${SWEEP_ROUNDS} rounds of ${millions(STEPS)}: serial and each of ${sizesOf(p, most).length} pool sizes.`,
    predict: ({ p, most }) => ({
      label: "Your prediction",
      options: [
        ...sizesOf(p, most).map((size) => ({ id: String(size), text: `The pool of ${size}` })),
        { id: "same", text: "The two largest are equal, as far as can be measured" },
      ],
    }),
    measure: ({ everyCore, p, most, strategy, signal, onProgress }) =>
      everyCore.sweep({ strategy, sizes: sizesOf(p, most), steps: STEPS, rounds: SWEEP_ROUNDS, signal, onProgress }),
    read: (report, prediction) => {
      const pools = report.sizes;
      const [before, most] = pools.slice(-2);
      const best = fastest(pools);
      const said = prediction === "same" ? "that the two largest are equal" : `the pool of ${prediction}`;
      const found = best.length === 1 ? `The pool of ${best[0]} is the fastest` : `The pools of ${best.join(" and ")} cannot be told apart, and none is faster`;
      const figures = pools.map((pool) => `${pool.workers}: ${times(pool.speedup)} (${fixed(pool.speedupLow)} to ${fixed(pool.speedupHigh)})`);
      const resolved = pools.every((pool) => pool.resolved);
      return {
        sentence: `You said ${said}. ${found}. ${figures.join("; ")}.${resolved ? "" : ` ${UNRESOLVED}`}`,
        measured: speedupOf(most),
        rows: pools.map((pool) => ({ label: plural(pool.workers, "worker"), measured: speedupOf(pool) })),
        lanes: [before, most].map((entry) => ({ title: `The pool of ${entry.workers}`, entry })),
        why: `The pool of ${most.workers} has ${plural(most.workers - before.workers, "worker")} more than that of ${before.workers}. Into what did most of the time of those workers go?`,
        options: [
          { id: USEFUL, text: "Useful work: they found processors that were free." },
          { id: "inflation", text: "Slower work: all workers took longer for the same steps, because they share or take turns." },
          ...LOSSES.filter(({ id }) => id !== "inflation" && id !== NOTHING),
        ],
      };
    },
    grade: GRADES["more-workers"],
    hint: "Both bars are as long as their pool has workers. The longer one has every added worker in it somewhere: as speed-up, as waiting, or as blue that did no more steps than before.",
  },

  "ten-times": {
    text: ({ p }) => `The pool of ${p} gets ${millions(STEPS / 20)}, and then ten times as many. With ten times the work, how many times as fast as the serial run will it be?`,
    plan: () => `${ROUNDS} rounds, each with both sizes, serial and on the pool.`,
    predict: () => ({ label: "Your prediction for the longer run", unit: "times as fast" }),
    measure: ({ everyCore, p, strategy, signal, onProgress }) =>
      everyCore.tenfold({ strategies: [strategy], workers: p, steps: STEPS / 20, rounds: ROUNDS, signal, onProgress }),
    read: (report, prediction) => {
      const [small, large] = report.sizes.map(poolOf);
      const [from, to] = [speedupOf(small), speedupOf(large)];
      const trend = to.low > from.high ? "rose" : to.high < from.low ? "fell" : "did not change by more than the intervals allow";
      const changed = `In the shorter run it was ${times(from.value)} (${fixed(from.low)} to ${fixed(from.high)}): with ten times the work the speed-up ${trend}.`;
      return {
        sentence: `${beside(Number(prediction), to)} ${changed}`,
        measured: to,
        rows: [{ label: "the work", measured: from }, { label: "ten times", measured: to }],
        lanes: report.sizes.map((size, index) => ({
          title: index === 0 ? "The work" : "Ten times the work", entry: poolOf(size),
        })),
        why: "Both bars have the same length. From the shorter run to the longer one, which part of it changed most?",
        options: [
          { id: ONCE, text: "What is paid once a run: dispatch, gaps and join." },
          { id: "imbalance", text: "The tail: waiting for the last worker." },
          { id: "inflation", text: "The pace of the work itself: the same steps took more or less time." },
          SPAWN,
          { id: NOTHING, text: "None by more than this run can tell." },
        ],
      };
    },
    grade: GRADES["ten-times"],
    hint: "The lanes of both runs are drawn to the same width, though one took ten times as long. What keeps its width in both is paid per step; what shrinks is paid once.",
  },

  "uneven-pieces": {
    text: ({ p }) => `A picture of the Mandelbrot set: a few of its rows cost more than all others. The pool of ${p} gets it in ${plural(p, "equal piece")}, and then in ${PIECES * p}. How many times as fast will it be with the small pieces?`,
    plan: () => `Twice ${ROUNDS} rounds of a picture of a million pixels: with large pieces, and with small ones.`,
    predict: () => ({ label: "Your prediction", unit: "times as fast" }),
    measure: async ({ everyCore, p, strategy, signal, onProgress }) => {
      const one = (tiles, half) => everyCore.compare({
        workload: "mandelbrot", strategies: [strategy], workers: p, steps: PIXELS, tiles, rounds: ROUNDS, signal,
        onProgress: (done, total) => onProgress(done + half * total, 2 * total),
      });
      return { few: await one(p, 0), many: await one(PIECES * p, 1) };
    },
    read: ({ few, many }, prediction) => {
      const [large, small] = [poolOf(few), poolOf(many)];
      const [pieces, morePieces] = [large.medianRun.tiles, small.medianRun.tiles];
      const measured = ratioOf(small, large);
      return {
        sentence: `${beside(Number(prediction), measured)} With ${plural(pieces, "piece")} the speed-up over serial is ${times(large.speedup)}, with ${morePieces} it is ${times(small.speedup)}.`,
        measured,
        rows: [{ label: `${pieces} → ${morePieces} pieces:`, measured }],
        lanes: [
          { title: plural(pieces, "piece"), entry: large },
          { title: plural(morePieces, "piece"), entry: small },
        ],
        why: `With ${plural(pieces, "piece")}, into what did most of the workers’ time go that was not useful work?`,
        options: LOSSES,
      };
    },
    grade: GRADES["uneven-pieces"],
    hint: "In the first lanes every worker has one piece, and all pieces have as many pixels. See which of them are short and which are long.",
  },
});

/** What the lanes say in figures. @param {Lanes} lanes */
export function facts({ entry: { medianRun, stack } }) {
  const busyMs = medianRun.perWorker.reduce((sum, worker) => sum + worker.busyMs, 0);
  // That of the same round: it is what the parts of the bar were reckoned with.
  const serialMs = stack.speedup * medianRun.elapsedMs;
  return `Serial ${duration(serialMs)}. The pool took ${duration(medianRun.elapsedMs)}, its workers computed for ${duration(busyMs)} in all.`;
}
