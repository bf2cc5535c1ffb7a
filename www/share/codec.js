// Links: the codec, a wasm module of its own, and what a link is made of. A link is
// { workload, steps, strategy, workers, seed, results }, and its results, if it has any,
// { build, environment: { browser, reportedProcessors } or null, rounds,
//   entries: [{ strategy, workers, medianMs, speedup, speedupLow, speedupHigh, stack or null }] }.

import start, * as codec from "../link/every-core-link.js";
import { isPool } from "./dom.js";

// Fewer rounds have no interval.
const FEWEST_ROUNDS = 3;

let starting;

// The codec: `encode`, `decode`, `comparable`, `browserFamily`. One that did not arrive is asked for again.
export function load() {
  starting ??= start().then(() => codec, (error) => {
    starting = undefined;
    throw new Error(`the part of the program that reads links did not load (${error.message}): check the connection and reload the page`);
  });
  return starting;
}

// The build as links name it.
export function build() {
  const { version } = document.documentElement.dataset;
  return version ? `${window.everyCore.version}+${version}` : window.everyCore.version;
}

// What this browser and machine are, as far as a link may say so.
export function environment() {
  const { userAgent, reportedProcessors } = window.everyCore.environment();
  return { browser: codec.browserFamily(userAgent), reportedProcessors: Math.min(reportedProcessors, 65536) };
}

function entry(part, workers) {
  const { strategy, medianMs, speedup, speedupLow, speedupHigh, stack } = part;
  return { strategy, workers, medianMs, speedup, speedupLow, speedupHigh, stack: stack ?? null };
}

// Whether the results of a comparison or sweep can go into a link.
export function isSharable(report) {
  return report !== null && report.rounds >= FEWEST_ROUNDS;
}

// The link of a comparison.
export function ofComparison(report) {
  const entries = report.strategies.map((part) => entry(part, isPool(part.strategy) ? report.workers : 1));
  // A pool if there is one, even where it was no faster: it is what the comparison was about.
  const pools = entries.filter(({ strategy }) => isPool(strategy));
  const best = (pools.length > 0 ? pools : entries).reduce((best, next) => (next.speedup > best.speedup ? next : best));
  return link(report, best.strategy, report.workers, entries);
}

// The link of a sweep; sizes that were hardly measured stay behind.
export function ofSweep(report) {
  const sizes = report.sizes.filter(({ samplesMs }) => samplesMs.length >= FEWEST_ROUNDS);
  const entries = [...(report.serial ? [entry(report.serial, 1)] : []), ...sizes.map((size) => entry(size, size.workers))];
  return link(report, report.strategy, report.bestWorkers, entries);
}

function link({ workload, steps, seed, rounds }, strategy, workers, entries) {
  return { workload, steps, strategy, workers, seed, results: { build: build(), environment: environment(), rounds, entries } };
}

// Whether a link's results are a sweep's: one strategy on pools of several sizes.
export function isSweep({ results }) {
  return new Set(results?.entries.filter(({ strategy }) => isPool(strategy)).map(({ workers }) => workers)).size > 1;
}

// The page's own controls, as soon as they are there.
export function page() {
  return new Promise((resolve) => {
    const there = () => resolve(window.everyCore.page);
    if (window.everyCore?.page) there();
    else document.addEventListener("every-core:ready", there, { once: true });
  });
}
