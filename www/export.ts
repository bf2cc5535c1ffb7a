// Writes reports as files: `everyCore.csv` and `everyCore.trace`. A script can pass any value, so every field is checked.

import { quoted } from "./common/csv.js";
import type { EveryCore } from "./every-core";
import { atMost, wrongType } from "./pool/values.js";

const US_PER_MS = 1000;
const SCHEMAS: readonly unknown[] = ["every-core/compare/1", "every-core/sweep/1", "every-core/tenfold/1"];

const field = (of: unknown, name: string): unknown => (of as Record<string, unknown> | null | undefined)?.[name];
const list = (of: unknown, name: string): unknown[] => {
  const items = field(of, name);
  return Array.isArray(items) ? [...items] : [];
};
const finite = (value: unknown): number => {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TypeError();
};
const number = (of: unknown, name: string): number => finite(field(of, name));
const text = (of: unknown, name: string): string => {
  const value = field(of, name);
  if (typeof value === "string") return value;
  throw new TypeError();
};

/** Returns what `write` makes of a report. If it throws, the value is not such a report, and the error says what is. */
function written(report: unknown, allowed: string, write: () => string): string {
  try {
    return write();
  } catch {
    throw wrongType("report", report, allowed);
  }
}

/** Returns a table with a line for each sample, as RFC 4180 defines it. */
const csv: EveryCore["csv"] = (report) => written(report, "a CompareReport, SweepReport or TenfoldReport", () => {
  if (!SCHEMAS.includes(field(report, "schema"))) throw new TypeError();
  const ofSize = (size: unknown) => (list(size, "strategies").length > 0 ? list(size, "strategies") : [size]);
  const serial = field(report, "serial");
  const entries = [...(serial ? [serial] : []), ...list(report, "strategies"), ...list(report, "sizes").flatMap(ofSize)];
  const lines = entries.flatMap((entry) => {
    const run = field(entry, "medianRun");
    const work = [text(run, "workload"), text(entry, "strategy")].map(quoted);
    const sizes = ["workers", "steps", "tiles"].map((name) => number(run, name));
    const outliers = list(entry, "outliers");
    return list(entry, "samplesMs").map((ms, index) => [...work, ...sizes, index + 1, finite(ms), outliers.includes(index)].join());
  });
  return ["workload,strategy,workers,steps,tiles,round,elapsedMs,outlier", ...lines, ""].join("\r\n");
});

/** Returns a run in Chrome's Trace Event Format: a track for the page and one for each worker, with its tiles nested in its span. */
const trace: EveryCore["trace"] = (report) => written(report, "a RunReport, such as that of `everyCore.run()`, or a `medianRun`", () => {
  const name = (ph: string, tid: number, words: string) => ({ name: ph, cat: "__metadata", ph: "M", ts: 0, dur: 0, pid: 1, tid, args: { name: words } });
  const slice = (title: string, cat: string, tid: number, beginMs: number, endMs: number, args = {}) => {
    // The end is rounded as the beginning is. A tile that ends together with its worker then does so in the file, too.
    const [ts, end] = [Math.round(US_PER_MS * beginMs), Math.round(US_PER_MS * endMs)] as const;
    return { name: title, cat, ph: "X", ts, dur: end - ts, pid: 1, tid, args };
  };
  const track = (of: unknown) => number(of, "worker") + 1;
  const span = (of: unknown) => [number(of, "beginMs"), number(of, "endMs")] as const;
  const workers = list(report, "perWorker");
  const tiles = list(report, "tileLog").sort((one, other) => track(one) - track(other) || number(one, "beginMs") - number(other, "beginMs"));
  const traceEvents = [
    name("process_name", 0, "Every Core"),
    name("thread_name", 0, "page"),
    ...workers.map((worker) => name("thread_name", track(worker), `worker ${number(worker, "worker")}`)),
    slice(`${text(report, "workload")}, ${text(report, "strategy")}`, "run", 0, 0, number(report, "elapsedMs")),
    ...workers.filter((worker) => number(worker, "tiles") > 0)
      .map((worker) => slice(`worker ${number(worker, "worker")}`, "worker", track(worker), ...span(worker))),
    ...tiles.map((tile) => {
      const [start, end] = [number(tile, "start"), number(tile, "end")];
      return slice(`${start} to ${end}`, "tile", track(tile), ...span(tile), { start, end });
    }),
  ];
  return `{"traceEvents":[\n${traceEvents.map((event) => JSON.stringify(event)).join(",\n")}\n],"displayTimeUnit":"ms"}\n`;
});

/** The functions that take one argument, and whether they return a promise. */
const METHODS = { run: true, compare: true, sweep: true, tenfold: true, medianInterval: false, csv: false, trace: false };
const CONTROLS = { set: false, start: false };

/** Makes functions of the API refuse further arguments. */
function refuseMore(api: Partial<Record<string, (given: unknown) => unknown>>, methods: Record<string, boolean>): void {
  for (const [name, returnsPromise] of Object.entries(methods)) {
    const method = api[name];
    if (!method) continue;
    api[name] = (...given: unknown[]): unknown => {
      try {
        atMost(1, given, 0);
      } catch (error) {
        if (returnsPromise) return Promise.reject(error as Error);
        throw error;
      }
      return method(given[0]);
    };
  }
}

// This script stands before the program in the page, so it is always in time for the events.
addEventListener("TrunkApplicationStarted", () => refuseMore(Object.assign(window.everyCore, { csv, trace }) as unknown as Parameters<typeof refuseMore>[0], METHODS), { once: true });
document.addEventListener("every-core:ready", () => refuseMore(window.everyCore.page as unknown as Parameters<typeof refuseMore>[0], CONTROLS), { once: true });
