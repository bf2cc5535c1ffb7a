// The door between the learner's worker and the page's real pools: calls are checked, run and written down. The workers of a
// pool are the page's own and not fenced in, so nothing but ranges of known workloads goes through.

const MOST_BOUND = 1e12;
const MOST_PIECES = 20_000;
const MOST_POOLS = 4;
const MOST_WORKERS = 256;

/**
 * How many workers the pools of one run may have together: four pools of the machine's size, or one of the largest.
 * @param {number} processors reported
 */
export const mostWorkers = (processors) => Math.max(MOST_WORKERS, MOST_POOLS * Math.min(processors, MOST_WORKERS));

/**
 * A piece that was handed out. Times are the page's; `done` is undefined until it is done. `submittedAs` and `doneAs` number all
 * that happened in a run in its order, whatever the clock says.
 * @typedef {{ job: number, pool: number, workload: string, start: number, end: number, submitted: number, submittedAs: number, done?: number, doneAs?: number, failed?: boolean }} Piece
 *
 * @typedef {object} Log what a run asked of its pools
 * @property {{ id: number, size: number, memory: "isolated" | "shared" }[]} pools
 * @property {Piece[]} pieces in the order in which they were handed out
 */

export class Door {
  #lender;
  #exercise;
  #reply;
  /** @type {Map<number, { pool: import("../../every-core").Pool | null, failure: unknown, size: number, memory: "isolated" | "shared", pending: number, isEnded: boolean }>} */
  #pools = new Map();
  #workers = 0;
  #jobs = new Set();
  /** Counts what happened. */
  #order = 0;
  /** @type {Log} */
  log = { pools: [], pieces: [] };

  /**
   * @param {import("./lender.js").Lender} lender
   * @param {{ workloads: readonly string[], takesFractions: boolean, faults: readonly string[], mostWorkers: number }} exercise
   * @param {(reply: ["done", number, string[]] | ["failed", number, { name: string, message: string }]) => void} reply
   */
  constructor(lender, exercise, reply) {
    this.#lender = lender;
    this.#exercise = exercise;
    this.#reply = reply;
  }

  /** Takes one call; false when it is none that the prelude makes. @param {unknown[]} call @returns {boolean} */
  take(call) {
    switch (call[0]) {
      case "pool":
        return this.#open(call[1], call[2], call[3]);
      case "job":
        return this.#submit(call[1], call[2], call[3], call[4]);
      case "close":
        return this.#pools.has(/** @type {number} */ (call[1]));
      case "terminate":
        return this.#terminate(call[1]);
      default:
        return false;
    }
  }

  /** The run is over: pools with work left are ended, the others go back. */
  close() {
    for (const found of this.#pools.values()) this.#giveUp(found);
    this.#pools.clear();
  }

  #giveUp(found) {
    if (!found.isEnded && found.pending > 0) found.pool.terminate();
    else if (!found.isEnded) this.#lender.takeBack(found.pool, found.size, found.memory);
    found.isEnded = true;
  }

  #open(id, size, memory) {
    const isFine = id === this.#pools.size + 1 && id <= MOST_POOLS && isWhole(size, 1, MOST_WORKERS)
      && this.#workers + size <= this.#exercise.mostWorkers && (memory === "isolated" || memory === "shared");
    if (!isFine) return false;
    this.#workers += size;
    this.#pools.set(id, { ...this.#lent(size, memory), size, memory, pending: 0 });
    this.log.pools.push({ id, size, memory });
    return true;
  }

  /** A pool that cannot be is no pool, and the code hears why as soon as it hands a piece to it. */
  #lent(size, memory) {
    try {
      return { pool: this.#lender.lend(size, memory), failure: null, isEnded: false };
    } catch (failure) {
      return { pool: null, failure, isEnded: true };
    }
  }

  #terminate(id) {
    const found = this.#pools.get(id);
    if (!found) return false;
    // Where nothing is left to end, the pool is lent again: the race would time a new one getting ready.
    this.#giveUp(found);
    return true;
  }

  #submit(id, job, workload, items) {
    const found = this.#pools.get(id);
    const isFine = found && (!found.isEnded || found.failure) && isWhole(job, 1, MOST_PIECES) && !this.#jobs.has(job) && this.#exercise.workloads.includes(workload)
      && Array.isArray(items) && items.length > 0 && this.log.pieces.length + items.length <= MOST_PIECES && items.every((item) => this.#isRange(item));
    if (!isFine) return false;
    this.#jobs.add(job);
    const [submitted, submittedAs] = [performance.now(), this.#order++];
    const pieces = items.map(([start, end]) => ({ job, pool: id, workload, start, end, submitted, submittedAs }));
    this.log.pieces.push(...pieces);
    this.#run(found, job, workload, items, pieces);
    return true;
  }

  async #run(found, job, workload, items, pieces) {
    found.pending += 1;
    const ended = (how = {}) => {
      const doneAs = this.#order++;
      for (const piece of pieces) Object.assign(piece, { done: performance.now(), doneAs, ...how });
    };
    try {
      if (found.failure) throw found.failure;
      // As the lecture's loop does it, a step that is begun is done.
      const ranges = items.map(([start, end]) => [Math.floor(start), Math.ceil(end)]);
      const values = await found.pool.starmap(kernelOf(workload), ranges, ranges.length);
      const broken = workload === "brittle" ? items.find(([start, end]) => this.#exercise.faults.includes(`${start},${end}`)) : undefined;
      if (broken) throw new Error(damaged(broken));
      ended();
      this.#reply(["done", job, values]);
    } catch (error) {
      ended({ failed: true });
      this.#reply(["failed", job, { name: String(error?.name ?? "Error"), message: String(error?.message ?? error) }]);
    } finally {
      found.pending -= 1;
    }
  }

  #isRange(item) {
    if (!Array.isArray(item) || item.length !== 2) return false;
    const [start, end] = item;
    const isBound = (bound) => typeof bound === "number" && bound >= 0 && bound <= MOST_BOUND && (this.#exercise.takesFractions || Number.isInteger(bound));
    return isBound(start) && isBound(end) && start <= end;
  }
}

/** What `brittle` says of a range that it fails for. @param {readonly number[]} range */
export const damaged = ([start, end]) => `brittle(${start}, ${end}): this range is damaged`;

/** @param {string} workload */
export const kernelOf = (workload) => (workload === "brittle" ? "do_math" : workload);

const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
