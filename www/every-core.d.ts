// The types of `window.everyCore`, and of the default export of every-core.mjs. Durations are milliseconds; integers that may
// pass 2^53 are decimal strings.

export type Strategy = "serial" | "shared";
export type Workload = "do_math" | "do_math_simd" | "mandelbrot" | "primes" | "dot";
export type Caveat =
  | "slowFirstSample" | "coarseTimer" | "poolLargerThanReported" | "reportedDiffersFromMeasured" | "driftBetweenRounds"
  | "notIsolated" | "unresolved" | "pageHidden" | "machineSlept" | "workerLost";

export interface Environment {
  /** `navigator.hardwareConcurrency`: what the browser says, which it may cap, round or draw at random. */
  reportedProcessors: number;
  crossOriginIsolated: boolean;
  /** Found out by trying. */
  sharedMemory: boolean;
  isolationSource: "headers" | "service-worker" | "none";
  timerResolutionMs: number;
  simd: boolean;
  userAgent: string;
  workersAvailable: boolean;
}

/** Every option may be left out. A wrong one rejects with a RangeError or TypeError that names it. */
export interface Options {
  /** Default "do_math". */
  workload?: Workload;
  /** Default "shared" for `run`; for `compare`, all that can run here. */
  strategy?: Strategy;
  /** For `compare`: which strategies to set against "serial". */
  strategies?: Strategy[];
  /** 1 to 256; default the reported processors. */
  workers?: number;
  /** 1 to 10^12; default 30 000 000. */
  steps?: number;
  /** 1 to 10^6; default `workers`. */
  tiles?: number;
  /** 1 to 1000; without it `compare` stops when its intervals are narrow enough, or after 60 s. */
  rounds?: number;
  /** 0 to 2^32 - 1; default drawn at random, and reported. */
  seed?: number;
  /** The promise rejects with its reason. */
  signal?: AbortSignal;
  /** Called after samples, at most ten times a second. */
  onProgress?: (done: number, total: number) => void;
}

export interface WorkerReport {
  worker: number;
  beginMs: number;
  endMs: number;
  busyMs: number;
  tiles: number;
  firstCallMs: number;
  clockErrorMs: number;
}

export interface TileReport {
  worker: number;
  start: number;
  end: number;
  beginMs: number;
  endMs: number;
}

export interface RunReport {
  schema: "every-core/run/1";
  workload: Workload;
  strategy: Strategy;
  workers: number;
  steps: number;
  tiles: number;
  seed: number;
  checksum: string;
  verified: true;
  spawnMs: number;
  elapsedMs: number;
  /** The longest gap between two frames of the page during the run. */
  frozenMs: number;
  perWorker: WorkerReport[];
  tileLog: TileReport[];
  joinedMs: number;
  caveats: Caveat[];
}

/** Sums to the number of workers. */
export interface LossStack {
  speedup: number;
  inflation: number;
  dispatch: number;
  gaps: number;
  imbalance: number;
  join: number;
}

export interface StrategyReport {
  strategy: Strategy;
  samplesMs: number[];
  medianMs: number;
  madMs: number;
  speedup: number;
  speedupLow: number;
  speedupHigh: number;
  resolved: boolean;
  invalid: number;
  /** Indices into `samplesMs`: marked, never dropped. */
  outliers: number[];
  spawnMs: number;
  stack?: LossStack;
  pop?: { loadBalance: number; communication: number; computeScaling: number };
  medianRun: RunReport;
}

export interface CompareReport {
  schema: "every-core/compare/1";
  workload: Workload;
  workers: number;
  steps: number;
  seed: number;
  rounds: number;
  tookMs: number;
  strategies: StrategyReport[];
  caveats: Caveat[];
}

/** A range `start` to `end` of a workload; `steps`, default `end`, is the end of the whole that it is a part of. */
export type TaskRange = [start: number, end: number, steps?: number];

/** Computes on the main thread when called; a pool runs it on a worker. The checksum is a decimal string. */
export interface WorkloadFunction {
  (...range: TaskRange): string;
  readonly workload: Workload;
}

/** A job of a pool. */
export interface AsyncResult<T> {
  /** The value, or the task's error. After `timeoutMs` rejects with a TimeoutError; the job goes on. */
  get(timeoutMs?: number): Promise<T>;
  /** Resolves at the job's end, or after `timeoutMs`. */
  wait(timeoutMs?: number): Promise<void>;
  ready(): boolean;
  /** Throws before the job is ready. */
  successful(): boolean;
}

/** What `map` returns: a job that can be awaited as it is. */
export type ListResult<T> = AsyncResult<T[]> & Pick<Promise<T[]>, "then" | "catch" | "finally">;

/** Results one by one; an item's error rejects its `next()`, and the items after it still come. */
export interface Results<T> extends AsyncIterable<T> {
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
}

/** Python's `multiprocessing.Pool`. A JavaScript function sees its arguments, and nothing else of the page. */
export interface Pool {
  apply_async(fn: WorkloadFunction | Workload, args: TaskRange): AsyncResult<string>;
  apply_async<A extends unknown[], T>(fn: (...args: A) => T, args?: A): AsyncResult<Awaited<T>>;
  map(fn: WorkloadFunction | Workload, items: Iterable<TaskRange>, chunksize?: number): ListResult<string>;
  map<A, T>(fn: (item: A) => T, items: Iterable<A>, chunksize?: number): ListResult<Awaited<T>>;
  starmap(fn: WorkloadFunction | Workload, items: Iterable<TaskRange>, chunksize?: number): ListResult<string>;
  starmap<A extends unknown[], T>(fn: (...args: A) => T, items: Iterable<A>, chunksize?: number): ListResult<Awaited<T>>;
  /** Default chunk size 1. */
  imap(fn: WorkloadFunction | Workload, items: Iterable<TaskRange>, chunksize?: number): Results<string>;
  imap<A, T>(fn: (item: A) => T, items: Iterable<A>, chunksize?: number): Results<Awaited<T>>;
  imap_unordered(fn: WorkloadFunction | Workload, items: Iterable<TaskRange>, chunksize?: number): Results<string>;
  imap_unordered<A, T>(fn: (item: A) => T, items: Iterable<A>, chunksize?: number): Results<Awaited<T>>;
  close(): void;
  /** Rejects every job that is not done with an AbortError. */
  terminate(): void;
  /** Throws before `close` or `terminate`. */
  join(): Promise<{ completed: number; failed: number; uncollected: number }>;
}

export interface EveryCore {
  readonly Pool: new (processes?: number, options?: { memory?: "isolated" | "shared" }) => Pool;
  readonly do_math: WorkloadFunction;
  readonly do_math_simd: WorkloadFunction;
  readonly mandelbrot: WorkloadFunction;
  readonly primes: WorkloadFunction;
  readonly dot: WorkloadFunction;
  readonly version: string;
  environment(): Environment;
  run(options?: Options): Promise<RunReport>;
  compare(options?: Options): Promise<CompareReport>;
}

declare const everyCore: EveryCore;
export default everyCore;

declare global {
  interface Window {
    everyCore: EveryCore;
  }
}
