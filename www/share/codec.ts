// Makes links out of reports, with the wasm module that reads and writes them.

import start, * as codec from "../link/every-core-link.js";
import type { Entry, Link, LinkEnvironment, Results } from "../link/every-core-link.js";
import { messageOf } from "../common/dom.js";
import { interval, times } from "../common/numbers.js";
import type { CompareReport, PageControls, Strategy, StrategyReport, SweepReport } from "../every-core";

export type { Entry, Link, LinkEnvironment, Results };
export type Codec = Pick<typeof codec, "encode" | "decode" | "comparable">;

/** Fewer rounds give no interval. */
const FEWEST_ROUNDS = 6;

let starting: Promise<Codec> | undefined;

/** Loads the wasm module. After a failure, the next call tries again. */
export function load(): Promise<Codec> {
  starting ??= start().then(() => codec, (error: unknown) => {
    starting = undefined;
    throw new Error(`the part of the program that reads links did not load (${messageOf(error)}): check the connection and reload the page`);
  });
  return starting;
}

/** Returns the build as links name it. */
export function build(): string {
  const version = document.documentElement.dataset["version"];
  return version ? `${window.everyCore.version}+${version}` : window.everyCore.version;
}

/** Returns the browser and machine, as far as a link may tell. */
export function environment(): LinkEnvironment {
  const { userAgent, reportedProcessors } = window.everyCore.environment();
  return { browser: codec.browserFamily(userAgent), reportedProcessors: Math.min(reportedProcessors, 65536) };
}

function entry({ strategy, medianMs, speedup, speedupLow, speedupHigh, stack }: StrategyReport, workers: number): Entry {
  return { strategy, workers, medianMs, speedup, speedupLow, speedupHigh, stack: stack ?? null };
}

/** Returns whether the results of a comparison or sweep can go into a link. */
export function isSharable<Report extends CompareReport | SweepReport>(report: Report | null): report is Report {
  return report !== null && report.rounds >= FEWEST_ROUNDS;
}

export const isPool = (strategy: Strategy): boolean => strategy === "isolated" || strategy === "shared";

type Speedup = Pick<Entry, "strategy" | "speedup" | "speedupLow" | "speedupHigh">;

/** Returns whether a pool's interval contains 1, so that it is not known whether the pool is faster. */
export const containsOne = ({ strategy, speedupLow, speedupHigh }: Speedup): boolean => isPool(strategy) && speedupLow <= 1 && speedupHigh >= 1;

/** Writes a speed-up as the headline does: an interval that contains 1 is itself the result. */
export const result = (entry: Speedup): string => (containsOne(entry) ? `${interval(entry.speedupLow, entry.speedupHigh)}×` : times(entry.speedup));

/** Returns the pool of a comparison to name first. */
export const fastestPool = (compare: CompareReport | null): StrategyReport | undefined =>
  compare?.strategies.find(({ strategy, recorded }) => recorded && strategy === compare.fastest);

/** Returns the link of a comparison. */
export function ofComparison(report: CompareReport): Link {
  const entries = report.strategies.map((part) => entry(part, isPool(part.strategy) ? part.medianRun.workers : 1));
  // The link is about a pool if there is one, even where it was not faster.
  return link(report, report.fastest ?? "serial", report.workers, entries);
}

/** Returns the link of a sweep. Sizes that were hardly measured are left out. */
export function ofSweep(report: SweepReport): Link {
  const sizes = report.sizes.filter(({ samplesMs }) => samplesMs.length >= FEWEST_ROUNDS);
  const entries = [...(report.serial ? [entry(report.serial, 1)] : []), ...sizes.map((size) => entry(size, size.workers))];
  return link(report, report.strategy, report.bestWorkers, entries);
}

function link({ workload, steps, seed, rounds }: CompareReport | SweepReport, strategy: Strategy, workers: number, entries: Entry[]): Link {
  return { workload, steps, strategy, workers, seed, results: { build: build(), environment: environment(), rounds, entries } };
}

/** Returns whether results are those of a sweep: several pools of one strategy. */
export function isSweep(results: Results | null | undefined): results is Results {
  const pools = results?.entries.map(({ strategy }) => strategy).filter(isPool) ?? [];
  return new Set(pools).size < pools.length;
}

const NAMES: Record<Strategy, string> = { serial: "serial", interleaved: "interleaved", isolated: "isolated workers", shared: "shared memory" };

/** Says what was run: `pool of 8, shared memory`. */
export function way({ strategy, workers }: { strategy: Strategy; workers: number }): string {
  return isPool(strategy) ? `pool of ${workers}, ${NAMES[strategy]}` : NAMES[strategy];
}

/** Resolves with the page's own controls as soon as they are there. */
export function page(): Promise<PageControls> {
  return new Promise((resolve) => {
    const look = () => {
      const controls = "everyCore" in window ? window.everyCore.page : undefined;
      if (controls) resolve(controls);
      return controls !== undefined;
    };
    if (!look()) document.addEventListener("every-core:ready", look, { once: true });
  });
}
