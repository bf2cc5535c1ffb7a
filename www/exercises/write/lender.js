// Pools that are lent to one run after the other: a new one would compile and warm up again, and be measured doing so.

export class Lender {
  #everyCore;
  /** @type {Map<string, import("../../every-core").Pool[]>} */
  #idle = new Map();

  /** @param {import("../../every-core").EveryCore} everyCore */
  constructor(everyCore) {
    this.#everyCore = everyCore;
  }

  /**
   * @param {number} size
   * @param {"isolated" | "shared"} memory
   */
  lend(size, memory) {
    return this.#idle.get(`${size} ${memory}`)?.pop() ?? new this.#everyCore.Pool(size, { memory });
  }

  /** Takes back a pool on which nothing is under way. @param {import("../../every-core").Pool} pool @param {number} size @param {string} memory */
  takeBack(pool, size, memory) {
    const key = `${size} ${memory}`;
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    // One of a size is enough for whoever asks for one pool at a time.
    if (idle.length > 0) pool.terminate();
    else idle.push(pool);
  }

  /** Ends all pools. */
  close() {
    for (const pool of [...this.#idle.values()].flat()) pool.terminate();
    this.#idle.clear();
  }
}
