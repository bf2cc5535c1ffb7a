// The four predictions: what is asked, what is measured, and which bars explain it.

import { duration, fixed, interval, listed, plural, times } from "../../common/numbers.js";
import type { EveryCore } from "../../every-core";
import { GRADES, NOTHING, ONCE, USEFUL, asPool, bothSizesOf, fastest, lastTwoOf, poolOf, ratioOf, speedupOf } from "./grade.js";
import type { Grade, Measured, PoolEntry, Reports } from "./grade.js";
import { UNRESOLVED, beside } from "./words.js";

export interface Setting {
  /** The size of the pool. */
  p: number;
  /** The largest pool there can be. */
  most: number;
  /** The number of processors that the browser reports. */
  reported: number;
}

export type Memory = "shared" | "isolated";

export interface Bench extends Setting {
  everyCore: EveryCore;
  strategy: Memory;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

export interface Option {
  id: string;
  text: string;
}

/** A run whose lanes are shown. */
export interface Lanes {
  title: string;
  entry: PoolEntry;
}

export interface Outcome {
  /** The prediction beside what was measured. */
  sentence: string;
  /** The figure that is kept. */
  measured: Measured;
  /** What is drawn. */
  rows: { label: string; measured: Measured }[];
  /** The runs that explain it. */
  lanes: Lanes[];
  /** The question about them. */
  why: string;
  options: readonly Option[];
}

export interface Question<Report> {
  text: (setting: Setting) => string;
  /** Says what Run will do. */
  plan: (setting: Setting) => string;
  /** Asks for a number, or for one of several answers. */
  predict: (setting: Setting) => { label: string } & ({ unit: string } | { options: Option[] });
  measure: (bench: Bench) => Promise<Report>;
  read: (report: Report, prediction: string) => Outcome;
  grade: (report: Report) => Grade;
  /** The first hint. The second one shows the bars. */
  hint: string;
}

/** The fewest rounds that can show that an interval is narrow. */
const ROUNDS = 12;
const STEPS = 100_000_000;
const PIXELS = 1_000_000;
const PIECES = 16;
/** The largest pools. With shared memory, threads are counted in a byte, of which one value means none. */
export const MOST_WORKERS: Readonly<Record<Memory, number>> = { shared: 255, isolated: 256 };

const SPAWN: Option = { id: "spawn", text: "Making the workers: starting them takes time." };
const LOSSES: readonly Option[] = [
  { id: "inflation", text: "Slower work: the same steps took longer than with one core at work." },
  { id: "dispatch", text: "Dispatch: workers waited for their first piece." },
  { id: "gaps", text: "Gaps: workers paused between pieces." },
  { id: "imbalance", text: "The tail: workers that were done waited for the last one." },
  { id: "join", text: "Join: the page had to wait for the result after the last piece." },
  SPAWN,
  { id: NOTHING, text: "Nothing that stands out: almost all of it was useful work." },
];

/** Returns half as many workers as processors, as many, and twice as many: ascending, each once. */
export const sizesOf = (p: number, most: number): number[] =>
  [...new Set([Math.floor(p / 2), p, 2 * p].map((size) => Math.min(Math.max(size, 1), most)))];
const millions = (steps: number): string => `${steps / 1e6}\u00a0million steps`;
const withInterval = ({ value, low, high }: Measured): string => `${times(value)} (${interval(low, high)})`;

export const QUESTIONS: { readonly [Id in keyof Reports]: Question<Reports[Id]> } = {
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
        lanes: [{ title: `The pool of ${pool.medianRun.workers}`, entry: pool }],
        why: `In this run the pool had ${plural(pool.medianRun.workers, "worker")}, and ${fixed(pool.stack.speedup)} of them were useful work. Into what did most of the rest go?`,
        options: LOSSES,
      };
    },
    grade: GRADES["pool-speedup"],
    hint: "Wherever a lane is not blue, its worker waited. Slower work is blue, too: you find it by comparing the serial time with the time that all workers computed.",
  },

  "more-workers": {
    text: ({ p, most, reported }) => `The same loop on pools of ${listed(sizesOf(p, most))} workers; this browser reports ${plural(reported, "processor")}. Which pool is the fastest?`,
    plan: ({ p, most }) => `${ROUNDS} rounds of ${millions(STEPS)}: serial and each of ${sizesOf(p, most).length} pool sizes.`,
    predict: ({ p, most }) => ({
      label: "Your prediction",
      options: [
        ...sizesOf(p, most).map((size) => ({ id: String(size), text: `The pool of ${size}` })),
        { id: "same", text: "The two largest are equal, as far as can be measured" },
      ],
    }),
    measure: ({ everyCore, p, most, strategy, signal, onProgress }) =>
      everyCore.sweep({ strategy, sizes: sizesOf(p, most), steps: STEPS, rounds: ROUNDS, signal, onProgress }),
    read: (report, prediction) => {
      const pools = report.sizes.map(asPool);
      const [before, most] = lastTwoOf(report);
      const best = fastest(pools);
      const said = prediction === "same" ? "that the two largest are equal" : `the pool of ${prediction}`;
      const found = best.length === 1 ? `The pool of ${best[0]} is the fastest` : `The pools of ${listed(best)} cannot be told apart, and none is faster`;
      const figures = pools.map((pool) => `${pool.workers}: ${withInterval(speedupOf(pool))}`);
      const isResolved = pools.every((pool) => pool.resolved);
      return {
        sentence: `You said ${said}. ${found}. ${figures.join("; ")}.${isResolved ? "" : ` ${UNRESOLVED}`}`,
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
      const [small, large] = bothSizesOf(report);
      const [from, to] = [speedupOf(small), speedupOf(large)];
      const trend = to.low > from.high ? "rose" : to.high < from.low ? "fell" : "did not change by more than the intervals allow";
      const changed = `In the shorter run it was ${withInterval(from)}: with ten times the work the speed-up ${trend}.`;
      return {
        sentence: `${beside(Number(prediction), to)} ${changed}`,
        measured: to,
        rows: [{ label: "the work", measured: from }, { label: "ten times", measured: to }],
        lanes: [{ title: "The work", entry: small }, { title: "Ten times the work", entry: large }],
        why: "Both bars have the same length. From the shorter run to the longer one, which part of it changed most?",
        options: [
          { id: ONCE, text: "Costs paid once per run: dispatch, gaps and join." },
          { id: "imbalance", text: "The tail: waiting for the last worker." },
          { id: "inflation", text: "The pace of the work itself: the same steps took more or less time." },
          SPAWN,
          { id: NOTHING, text: "None by more than this run can tell." },
        ],
      };
    },
    grade: GRADES["ten-times"],
    hint: "The lanes of both runs are drawn to the same width, though one took ten times as long. Costs paid per step keep their width in both; costs paid once per run shrink.",
  },

  "uneven-pieces": {
    text: ({ p }) => `A picture of the Mandelbrot set: a few of its rows cost more than all others. The pool of ${p} gets it in ${plural(p, "equal piece")}, and then in ${PIECES * p}. How many times as fast will it be with the small pieces?`,
    plan: () => `Twice ${ROUNDS} rounds of a picture of a million pixels: with large pieces, and with small ones.`,
    predict: () => ({ label: "Your prediction", unit: "times as fast" }),
    measure: async ({ everyCore, p, strategy, signal, onProgress }) => {
      const one = (tiles: number, half: number) => everyCore.compare({
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
};

/** Says in figures what the lanes show. */
export function facts({ entry: { medianRun, stack } }: Lanes): string {
  const busyMs = medianRun.perWorker.reduce((sum, worker) => sum + worker.busyMs, 0);
  // The serial time of the same round: the parts of the bar were computed with it.
  const serialMs = stack.speedup * medianRun.elapsedMs;
  return `Serial ${duration(serialMs)}. The pool took ${duration(medianRun.elapsedMs)}, its workers computed for ${duration(busyMs)} in all.`;
}
