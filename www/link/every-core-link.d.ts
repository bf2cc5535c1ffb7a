// The wasm module that reads and writes share links, as wasm-bindgen makes it (`link/`).

import type { LossStack, Strategy, Workload } from "../every-core";

/** One strategy on one number of workers. */
export interface Entry {
  strategy: Strategy;
  workers: number;
  medianMs: number;
  speedup: number;
  speedupLow: number;
  speedupHigh: number;
  stack?: LossStack | null;
}

export interface LinkEnvironment {
  browser: string;
  reportedProcessors: number;
}

export interface Results {
  build: string;
  /** Missing if the link was made without it. */
  environment?: LinkEnvironment | null;
  rounds: number;
  entries: Entry[];
}

export interface Link {
  workload: Workload;
  steps: number;
  strategy: Strategy;
  workers: number;
  seed: number;
  results?: Results | null;
}

/** Returns the fragment of a link, without `#`; throws an `Error` that names the field that cannot be written. */
export function encode(link: Link): string;
/** Reads a fragment. Returns undefined if it is no link, and throws an `Error` that names the field that cannot be read. */
export function decode(fragment: string): Link | undefined;
/** Returns their time over mine for every entry that both have; throws an `Error` that says why there is no ratio. */
export function comparable(theirs: Link, mine: Link): { strategy: Strategy; workers: number; ratio: number }[];
/** Returns the browser's family, as a link names it. */
export function browserFamily(userAgent: string): string;

export default function init(): Promise<unknown>;
