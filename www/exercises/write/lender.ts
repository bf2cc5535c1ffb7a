// Lends pools to one run after the other. A new pool would compile and warm up again, and the race would measure that.

import type { EveryCore, Pool } from "../../every-core";

export type Memory = "isolated" | "shared";

/** One run can ask for this many pools, and all of them are kept for the next run. */
const MOST_KEPT = 4;

export class Lender {
  readonly #everyCore: EveryCore;
  /** The pools that are not lent, in the order in which they came back. */
  readonly #idle: { pool: Pool; size: number; memory: Memory }[] = [];
  #isClosed = false;

  constructor(everyCore: EveryCore) {
    this.#everyCore = everyCore;
  }

  /** Returns a pool of this size: an idle one, or a new one. */
  lend(size: number, memory: Memory): Pool {
    const index = this.#idle.findIndex((idle) => idle.size === size && idle.memory === memory);
    const [idle] = index === -1 ? [] : this.#idle.splice(index, 1);
    return idle ? idle.pool : new this.#everyCore.Pool(size, { memory });
  }

  /** Takes back a pool whose jobs are all done. */
  takeBack(pool: Pool, size: number, memory: Memory): void {
    if (this.#isClosed) return pool.terminate();
    this.#idle.push({ pool, size, memory });
    if (this.#idle.length > MOST_KEPT) this.#idle.shift()?.pool.terminate();
  }

  /** Terminates all pools, also those that come back later. */
  close(): void {
    this.#isClosed = true;
    for (const { pool } of this.#idle.splice(0)) pool.terminate();
  }
}
