// Connects the learner's worker to the page's real pools: calls are checked, run and logged. The workers of a pool belong to the page
// and are not sandboxed, so only ranges of known workloads are passed on.

import type { Pool, TaskRange, Workload } from "../../every-core";
import type { Lender, Memory } from "./lender.js";
import type { ExerciseWorkload, Fault, Limits, Reply } from "./protocol.js";

const MOST_BOUND = 1e12;
const MOST_PIECES = 20_000;
const MOST_POOLS = 4;
const MOST_WORKERS = 256;

/** Returns how many workers the pools of one run may have together: four pools of the machine's size, or one of the largest. */
export const mostWorkers = (processors: number): number => Math.max(MOST_WORKERS, MOST_POOLS * Math.min(processors, MOST_WORKERS));

/** A piece that was handed out. */
export interface Piece {
  job: number;
  pool: number;
  workload: ExerciseWorkload;
  start: number;
  end: number;
  /** The page's time in milliseconds. */
  submitted: number;
  /** The number of this event among all events of a run. Unlike times, numbers are never equal. */
  submittedAs: number;
  /** When the piece was done; undefined until then. */
  done?: number;
  doneAs?: number;
  failed?: boolean;
}

/** What a run asked of its pools. */
export interface Log {
  pools: { id: number; size: number; memory: Memory }[];
  /** The pieces in the order in which they were handed out. */
  pieces: Piece[];
}

/** How many jobs the real pool has at a time, for each worker. Ending a pool that has thousands of jobs would hold up the page. */
const MOST_JOBS_PER_WORKER = 8;

/** A pool of the run. Without `pool`, it could not be made, and `failure` says why. */
interface Lent {
  pool: Pool | null;
  failure: unknown;
  size: number;
  memory: Memory;
  /** The number of jobs that are not done. */
  pending: number;
  /** The number of jobs that the real pool has. */
  running: number;
  /** Starts the jobs that wait for those, in their order. */
  waiting: (() => void)[];
  isEnded: boolean;
}

export class Door {
  readonly #lender: Lender;
  readonly #limits: Limits;
  readonly #reply: (reply: Reply) => void;
  readonly #pools = new Map<unknown, Lent>();
  readonly #jobs = new Set<number>();
  #workers = 0;
  /** The number of the next event. */
  #order = 0;
  readonly log: Log = { pools: [], pieces: [] };

  constructor(lender: Lender, limits: Limits, reply: (reply: Reply) => void) {
    this.#lender = lender;
    this.#limits = limits;
    this.#reply = reply;
  }

  /** Takes one call. Returns false if it is not a call that the prelude makes. */
  take([name, ...words]: readonly unknown[]): boolean {
    switch (name) {
      case "pool":
        return this.#open(words);
      case "job":
        return this.#submit(words);
      case "close":
        return this.#pools.has(words[0]);
      case "terminate":
        return this.#terminate(words[0]);
      default:
        return false;
    }
  }

  /** Ends the run: pools with jobs left are terminated, the others go back to the lender. */
  close(): void {
    for (const lent of this.#pools.values()) this.#giveUp(lent);
    this.#pools.clear();
  }

  #giveUp(lent: Lent): void {
    const { pool, size, memory, pending, isEnded } = lent;
    if (pool && !isEnded) {
      if (pending > 0) pool.terminate();
      else this.#lender.takeBack(pool, size, memory);
    }
    lent.isEnded = true;
    lent.waiting.length = 0;
  }

  #open([id, size, memory]: readonly unknown[]): boolean {
    const isFine = isWhole(id, 1, MOST_POOLS) && id === this.#pools.size + 1 && isWhole(size, 1, MOST_WORKERS)
      && this.#workers + size <= this.#limits.mostWorkers && (memory === "isolated" || memory === "shared");
    if (!isFine) return false;
    this.#workers += size;
    this.#pools.set(id, { ...this.#lend(size, memory), size, memory, pending: 0, running: 0, waiting: [] });
    this.log.pools.push({ id, size, memory });
    return true;
  }

  /** Lends a pool. If that fails, the code gets the error when it hands the first piece to the pool. */
  #lend(size: number, memory: Memory): Pick<Lent, "pool" | "failure" | "isEnded"> {
    try {
      return { pool: this.#lender.lend(size, memory), failure: null, isEnded: false };
    } catch (failure) {
      return { pool: null, failure, isEnded: true };
    }
  }

  #terminate(id: unknown): boolean {
    const lent = this.#pools.get(id);
    if (!lent) return false;
    // A pool without jobs goes back to the lender. If it were terminated, the race would time how a new one gets ready.
    this.#giveUp(lent);
    return true;
  }

  #submit([pool, job, workload, items]: readonly unknown[]): boolean {
    const lent = this.#pools.get(pool);
    const known = this.#limits.workloads.find((name) => name === workload);
    if (!lent || !known || !isWhole(pool, 1, MOST_POOLS) || (lent.isEnded && !lent.failure)) return false;
    if (!isWhole(job, 1, MOST_PIECES) || this.#jobs.has(job)) return false;
    if (!Array.isArray(items) || items.length === 0 || this.log.pieces.length + items.length > MOST_PIECES) return false;
    if (!items.every((item: unknown) => this.#isRange(item))) return false;
    const ranges: [start: number, end: number][] = items;
    this.#jobs.add(job);
    const [submitted, submittedAs] = [performance.now(), this.#order++];
    const pieces = ranges.map(([start, end]): Piece => ({ job, pool, workload: known, start, end, submitted, submittedAs }));
    this.log.pieces.push(...pieces);
    void this.#run(lent, job, known, pieces);
    return true;
  }

  async #run(lent: Lent, job: number, workload: ExerciseWorkload, pieces: readonly Piece[]): Promise<void> {
    lent.pending += 1;
    if (lent.running >= MOST_JOBS_PER_WORKER * lent.size) await new Promise<void>((resolve) => lent.waiting.push(resolve));
    lent.running += 1;
    const ended = (how: { failed?: true } = {}) => {
      const doneAs = this.#order++;
      for (const piece of pieces) Object.assign(piece, { done: performance.now(), doneAs, ...how });
    };
    try {
      if (!lent.pool) throw lent.failure;
      // As in the lecture's loop, a step that is begun is done.
      const ranges = pieces.map(({ start, end }): TaskRange => [Math.floor(start), Math.ceil(end)]);
      const values = await lent.pool.starmap(kernelOf(workload), ranges, ranges.length);
      const failures = pieces.flatMap(({ start, end }, index): [index: number, fault: Fault][] =>
        workload === "brittle" && this.#limits.faults.includes(`${start},${end}`) ? [[index, { name: "Error", message: damaged(start, end) }]] : []);
      ended();
      for (const [index] of failures) Object.assign(pieces[index] ?? {}, { failed: true });
      this.#reply(["done", job, values, failures]);
    } catch (error) {
      ended({ failed: true });
      const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
      this.#reply(["failed", job, { name, message }]);
    } finally {
      lent.pending -= 1;
      lent.running -= 1;
      lent.waiting.shift()?.();
    }
  }

  #isRange(item: unknown): item is [start: number, end: number] {
    if (!Array.isArray(item) || item.length !== 2) return false;
    const [start, end]: unknown[] = item;
    const isBound = (bound: unknown): bound is number =>
      typeof bound === "number" && bound >= 0 && bound <= MOST_BOUND && (this.#limits.takesFractions || Number.isInteger(bound));
    return isBound(start) && isBound(end) && start <= end;
  }
}

/** Returns the message of the error that `brittle` throws for a range that it fails for. */
export const damaged = (start: number, end: number): string => `brittle(${start}, ${end}): this range is damaged`;

/** Returns the workload of the program that computes a workload of an exercise. */
export const kernelOf = (workload: ExerciseWorkload): Workload => (workload === "brittle" ? "do_math" : workload);

const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
