// The types of `window.everyCore`, and of the default export of every-core.mjs. Durations are milliseconds; integers that may
// pass 2^53 are decimal strings.

export type Strategy = "serial" | "interleaved" | "isolated" | "shared";
export type Workload = "do_math" | "do_math_simd" | "mandelbrot" | "primes" | "dot";
/** Which part of the loss stack is the largest. */
export type Loss = "negligible" | "inflation" | "dispatch" | "gaps" | "imbalance" | "join";
export type Caveat =
  | "slowFirstSample" | "coarseTimer" | "poolLargerThanReported" | "reportedDiffersFromMeasured" | "slowerTogether" | "driftBetweenRounds"
  | "notIsolated" | "unresolved" | "pageHidden" | "machineSlept" | "workerLost" | "busyPool" | "fewerWorkers";

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
  /** Why memory cannot be shared; null where it can. */
  notIsolated:
    | "browser" | "askedFor" | "framed" | "insecureContext" | "noServiceWorker" | "afterReload" | "noHeaders" | null;
  /** Only where `cargo xtask serve` compiled the program, for quick edits and not for figures. */
  developmentBuild?: true;
}

/**
 * Every option may be left out. A wrong one rejects with a RangeError or TypeError that names it, and so does an argument behind
 * the last. A function without arguments ignores those that it gets, so it can be a callback.
 */
export interface Options {
  /** Default "do_math". */
  workload?: Workload;
  /** Default "shared" for `run`; for `compare` and `tenfold`, all that can run here; for `sweep`, the best pool. */
  strategy?: Strategy;
  /** For `compare` and `tenfold`: which strategies to set against "serial"; one or more, each of which counts once, and not together with `strategy`. */
  strategies?: Strategy[];
  /** 1 to 256, `shared` at most 255; default the reported processors, at most 255. Of a sweep the largest pool; default one and a half times as many. */
  workers?: number;
  /** 1 to 10^12 (`dot`: 2^26); default 30 000 000, or as much of another workload as takes about as long. */
  steps?: number;
  /** 1 to 10^6; default `workers`. */
  tiles?: number;
  /** 1 to 1000; without it an experiment stops when every interval is within ±3%, or after 20 s (but not before six rounds, unless they take 60 s). */
  rounds?: number;
  /** 0 to 2^32 - 1; default drawn at random, and reported. */
  seed?: number;
  /** For `sweep`: one or more pool sizes, each of which is run once; default up to 16 of 1 to `workers`. */
  sizes?: number[];
  /** Default true. False leaves out the times of tiles, to measure what noting them costs. */
  record?: boolean;
  /** For `compare`: runs each pool a second time in every round, without the times of tiles. Default false. */
  unrecorded?: boolean;
  /** The promise rejects with its reason. */
  signal?: AbortSignal;
  /** Called after samples, at most ten times a second. */
  onProgress?: (done: number, total: number) => void;
  /** For `compare` and `sweep`: called with what is known after each round but the last. */
  onPartial?: (report: CompareReport | SweepReport) => void;
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
  /** Whether the times of tiles were noted: false only in entries that `unrecorded` adds. */
  recorded: boolean;
  samplesMs: number[];
  medianMs: number;
  madMs: number;
  speedup: number;
  speedupLow: number;
  speedupHigh: number;
  /** Of the interval: 0.95, or less where it is the range of fewer than six rounds. */
  confidence: number;
  /** The interval is within ±3%, over at least twelve rounds. */
  resolved: boolean;
  invalid: number;
  /** Indices into `samplesMs`: marked, never dropped. */
  outliers: number[];
  /** Runs that did not count and were run again. A run that never ended has no time. */
  setAside: { round: number; reason: Caveat; elapsedMs?: number }[];
  spawnMs: number;
  stack?: LossStack;
  largestLoss?: Loss;
  /** `speedup / workers`. */
  efficiency?: number;
  karpFlatt?: number;
  /** After so many runs the pool has paid for its spawn; not there where it never does. */
  breakEvenRuns?: number;
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
  /** The pool to name first: "shared" where that was run, unless "isolated" is faster with certainty. Not there without a pool. */
  fastest?: Strategy;
  shortfalls: Shortfall[];
  caveats: Caveat[];
}

/** A pool that has fewer workers than were asked for. `medianRun.workers` of its entry is the number that it has. */
export interface Shortfall {
  strategy: Strategy;
  /** 0 if the strategy was left out. */
  workers: number;
  reason: string;
}

/** How well a model fits: residuals are measured minus model, one per round and size. */
export interface Goodness {
  r2: number;
  residuals: number[];
  /** It misses a size by so much that it explains nothing. */
  poor: boolean;
}

export interface SweepReport {
  schema: "every-core/sweep/1";
  workload: Workload;
  strategy: Strategy;
  steps: number;
  seed: number;
  rounds: number;
  tookMs: number;
  serial?: StrategyReport;
  sizes: (StrategyReport & { workers: number })[];
  /** Sizes that could not be run to the end, and why. */
  failed: { workers: number; reason: string }[];
  bestWorkers: number;
  /** The largest speed-up, without the bias of choosing it: each half of the rounds chooses a size, and the other half counts. */
  measuredCores: { value: number; low: number; high: number; confidence: number };
  models: {
    amdahl: ({ serialShare: number } & Goodness) | { reason: string };
    usl: ({ alpha: number; beta: number; peakWorkers?: number } & Goodness) | { reason: string };
  };
  caveats: Caveat[];
}

/** The same comparison over `steps` and ten times as many. */
export interface TenfoldReport {
  schema: "every-core/tenfold/1";
  workload: Workload;
  workers: number;
  seed: number;
  rounds: number;
  tookMs: number;
  /** Time of ten times the work over time of the work. */
  ratios: { strategy: Strategy; value: number; low: number; high: number; confidence: number }[];
  sizes: { steps: number; strategies: StrategyReport[] }[];
  shortfalls: Shortfall[];
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

/** Results one by one; an item's error rejects its `next()`, and the items after it still come. A `for await` ends with an error. */
export interface Results<T> extends AsyncIterable<T> {
  /** After `timeoutMs` rejects with a TimeoutError; the result comes with a later call. */
  next(timeoutMs?: number): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
}

/** Called when a job is over, before its `get()` resolves. */
export interface Callbacks<T> {
  callback?: (value: T) => void;
  error_callback?: (error: unknown) => void;
}
export interface ListOptions<T> extends Callbacks<T[]> {
  /** Default: the number of items by four times the number of workers, rounded up. */
  chunksize?: number;
}

/** What can be iterated, also asynchronously. It is told by `return()` when it is read no further. */
export type Items<T> = Iterable<T> | AsyncIterable<T>;
type WorkloadName = WorkloadFunction | Workload;
/** The chunk size, or options, or both with the options last. */
type ListRest<T> = [] | [chunksize: number | undefined] | [options: ListOptions<T>] | [chunksize: number | undefined, options: Callbacks<T[]>];

/** Python's `multiprocessing.Pool`. A JavaScript function sees its arguments, and nothing else of the page. */
export interface Pool {
  apply(fn: WorkloadName, args: TaskRange): Promise<string>;
  apply<A extends unknown[], T>(fn: (...args: A) => T, args?: A): Promise<Awaited<T>>;
  apply_async(fn: WorkloadName, args: TaskRange, callbacks?: Callbacks<string>): AsyncResult<string>;
  apply_async<A extends unknown[], T>(fn: (...args: A) => T, args?: A, callbacks?: Callbacks<Awaited<T>>): AsyncResult<Awaited<T>>;
  map(fn: WorkloadName, items: Items<TaskRange>, ...rest: ListRest<string>): ListResult<string>;
  map<A, T>(fn: (item: A) => T, items: Items<A>, ...rest: ListRest<Awaited<T>>): ListResult<Awaited<T>>;
  /** As `map`, which waits for nothing either. */
  map_async(fn: WorkloadName, items: Items<TaskRange>, ...rest: ListRest<string>): ListResult<string>;
  map_async<A, T>(fn: (item: A) => T, items: Items<A>, ...rest: ListRest<Awaited<T>>): ListResult<Awaited<T>>;
  starmap(fn: WorkloadName, items: Items<TaskRange>, ...rest: ListRest<string>): ListResult<string>;
  starmap<A extends unknown[], T>(fn: (...args: A) => T, items: Items<A>, ...rest: ListRest<Awaited<T>>): ListResult<Awaited<T>>;
  starmap_async(fn: WorkloadName, items: Items<TaskRange>, ...rest: ListRest<string>): ListResult<string>;
  starmap_async<A extends unknown[], T>(fn: (...args: A) => T, items: Items<A>, ...rest: ListRest<Awaited<T>>): ListResult<Awaited<T>>;
  /** Default chunk size 1. Items are read at most two chunks per worker ahead of what was fetched. */
  imap(fn: WorkloadName, items: Items<TaskRange>, chunksize?: number): Results<string>;
  imap<A, T>(fn: (item: A) => T, items: Items<A>, chunksize?: number): Results<Awaited<T>>;
  imap_unordered(fn: WorkloadName, items: Items<TaskRange>, chunksize?: number): Results<string>;
  imap_unordered<A, T>(fn: (item: A) => T, items: Items<A>, chunksize?: number): Results<Awaited<T>>;
  close(): void;
  /** Rejects every job that is not done with an AbortError. */
  terminate(): void;
  /** Throws before `close` or `terminate`. `stray` counts errors that tasks left behind outside of any job. */
  join(): Promise<{ completed: number; failed: number; uncollected: number; stray: number }>;
}

export interface PoolOptions {
  memory?: "isolated" | "shared";
  /** Called once by each worker before its first task. */
  initializer?: (...args: never[]) => unknown;
  initargs?: unknown[];
  /** After so many tasks, or chunks of a list, a worker is replaced by a new one. */
  maxtasksperchild?: number;
}

export interface EveryCore {
  /** `using pool = new everyCore.Pool()` and `await using` terminate it, as Python's `with` does. */
  readonly Pool: new (processes?: number, options?: PoolOptions) => Pool & Disposable & AsyncDisposable;
  /** The processors that the browser reports. */
  cpu_count(): number;
  readonly do_math: WorkloadFunction;
  readonly do_math_simd: WorkloadFunction;
  readonly mandelbrot: WorkloadFunction;
  readonly primes: WorkloadFunction;
  readonly dot: WorkloadFunction;
  readonly version: string;
  environment(): Environment;
  run(options?: Options): Promise<RunReport>;
  compare(options?: Options): Promise<CompareReport>;
  sweep(options?: Options): Promise<SweepReport>;
  tenfold(options?: Options): Promise<TenfoldReport>;
  /** The text of a `trace.json` for Perfetto or Firefox Profiler. */
  trace(report: RunReport): string;
  /** Every sample as a table (RFC 4180). */
  csv(report: CompareReport | SweepReport | TenfoldReport): string;
  /**
   * The median of one value per round, and its 95% interval as in the reports. With fewer than six values, the interval is their range,
   * whose `confidence` is lower. Throws a `TypeError` unless there are 1 to 1000 finite numbers.
   */
  medianInterval(values: readonly number[]): { value: number; low: number; high: number; confidence: number };
  readonly page?: PageControls;
}

/** What the reader could have set on the page. */
export interface PageSettings {
  workload: Workload;
  /** Null while the field holds no number that is allowed; likewise `workers`. */
  steps: number | null;
  workers: number | null;
  /** Of the page's best pool here. */
  strategy: Strategy;
}

/**
 * The page's own controls, there from the event `every-core:ready` on. `every-core:start` says that an experiment of the page began (it waits up to a second for a
 * promise that a listener sets as the event's `ready`), and if the comparison begins with a race, it has the function `race` that makes a run of it;
 * `every-core:race` that such a run begins,
 * `every-core:report` that one has ended, or a round of a comparison or a sweep, `every-core:settings` that the reader chose something else. All are
 * events of `document`.
 */
export interface PageControls {
  settings(): PageSettings;
  /**
   * Sets what is given; throws, and sets nothing, if one of it is not allowed or an experiment is under way. A strategy that cannot
   * be run here is left as it was.
   */
  set(settings: {
    workload?: Workload; steps?: number; workers?: number; mostWorkers?: number; strategy?: Strategy; seed?: number;
    /** Of a comparison, 1 to 1000. Without it, a comparison goes on until it is certain within ±3 %, or for 20 s. */
    rounds?: number;
    /** Whether the next press of the main button begins with a race. It does once in a visit, unless this is false. */
    race?: boolean;
  }): void;
  /** The last reports of the page's experiments, of one under way what it has found so far; null where there is none yet. */

  reports(): {
    compare: CompareReport | null; run: RunReport | null; sweep: SweepReport | null; tenfold: TenfoldReport | null;
  };
  /**
   * The run that is watched, or would be: the pieces heard of so far, and what of its picture came in since the last call.
   */
  watching(): {
    strategy: Strategy; workload: Workload; workers: number; steps: number; expectedMs: number; isRunning: boolean;
    tiles: TileReport[]; painted: { worker: number; start: number; end: number; pixels: Uint8Array }[];
  };
  isRunning(): boolean;
  /** As if the reader pressed the button: before a long freeze the page asks. */
  start(experiment: "compare" | "run" | "sweep" | "tenfold"): void;
}

declare const everyCore: EveryCore;
export default everyCore;

declare global {
  // Where TypeScript knows `using`, it adds their methods.
  interface Disposable {}
  interface AsyncDisposable {}
  interface Window {
    everyCore: EveryCore;
  }
}
