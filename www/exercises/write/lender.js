// Pools that are lent to one run after the other: a new one would compile and warm up again, and be measured doing so.

/** As many as one run can ask for: all of them are there for the next. */
const MOST_KEPT = 4;

export class Lender {
  #everyCore;
  /** In the order in which they came back. @type {{ pool: import("../../every-core").Pool, size: number, memory: string }[]} */
  #idle = [];
  #isClosed = false;

  /** @param {import("../../every-core").EveryCore} everyCore */
  constructor(everyCore) {
    this.#everyCore = everyCore;
  }

  /**
   * @param {number} size
   * @param {"isolated" | "shared"} memory
   */
  lend(size, memory) {
    const index = this.#idle.findIndex((idle) => idle.size === size && idle.memory === memory);
    return index === -1 ? new this.#everyCore.Pool(size, { memory }) : this.#idle.splice(index, 1)[0].pool;
  }

  /** Takes back a pool on which nothing is under way. @param {import("../../every-core").Pool} pool @param {number} size @param {string} memory */
  takeBack(pool, size, memory) {
    if (this.#isClosed) return pool.terminate();
    this.#idle.push({ pool, size, memory });
    if (this.#idle.length > MOST_KEPT) this.#idle.shift()?.pool.terminate();
  }

  /** Ends all pools, and those that come back later. */
  close() {
    this.#isClosed = true;
    for (const { pool } of this.#idle.splice(0)) pool.terminate();
  }
}
