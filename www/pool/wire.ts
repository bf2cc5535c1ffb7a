// The messages between a pool and its workers. A worker's messages begin with a secret of that worker, because tasks can post messages, too.

import type { Sent } from "./thrown.js";

/** How many functions a worker keeps. */
export const MOST_FUNCTIONS = 100;

/** Chunks of one function: its slot, its source where the worker does not have it, and the chunk's items. */
export type CallGroup = [slot: number, source: string | null, isSpread: boolean, keepsGoing: boolean, items: ArrayLike<unknown>];

/** A range of a workload: `start`, `end`, `steps`. */
export type Range = [start: number, end: number, steps: number];

export type ToWorker =
  | ["call", batch: number, groups: CallGroup[]]
  | ["compute", batch: number, workload: string, items: Range[]]
  | ["initialize", source: string, args: readonly unknown[]]
  | ["load", module: WebAssembly.Module, mainScript: string, threads: number]
  | ["leave"];

/** What a worker says after its secret. `values` are the results of all items of a batch, `failures` their indices in it. */
export type FromWorker =
  | ["up", lock: string]
  | ["ready"]
  | ["loaded"]
  | ["done", batch: number, values: ArrayLike<unknown>, failures: [index: number, error: Sent][], tookMs: number]
  | ["stray", error: Sent]
  | ["refused", error: Sent]
  | ["broken", message: string]
  | ["left"];
