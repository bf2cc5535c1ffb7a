// The queue of one pool, the tally of its jobs, and its end. What carries out the chunks is behind `Hands`.

import { named } from "./values.js";
import type { Chunk, Supervisor, Work } from "./work.js";

/** What carries out chunks: the workers of a page, or the page for an exercise. */
export interface Hands {
  /** There is something in the queue. */
  wake(): void;
  /** Ends. Returns null if everything has been told to end, or else a promise that resolves when it has. */
  stop(): Promise<void> | null;
  /** Ends after what tasks left behind was heard. */
  leave(): Promise<void>;
}

/** What `join()` resolves with. */
export interface Tally {
  completed: number;
  failed: number;
  uncollected: number;
  stray: number;
}

export class Crew implements Supervisor {
  hands: Hands | null = null;
  #phase: "open" | "closed" | "ended" = "open";
  #fault: Error | null = null;
  #queue: Work[] = [];
  #head = 0;
  /** The works that are not over. */
  readonly #open = new Set<Work>();
  #completed = 0;
  #failed = 0;
  #failures: Work[] = [];
  #joiners: ((tally: Tally) => void)[] = [];
  #isLeft = false;
  #isJoined = false;
  /** Errors that tasks left behind. */
  stray = 0;

  /** Throws unless the pool takes work. */
  check(): void {
    if (this.#phase === "open") return;
    if (!this.#fault) throw new Error("Pool not running");
    throw named("BrokenPoolError", `Pool not running: ${this.#fault.message}`, { cause: this.#fault });
  }

  get isOpen(): boolean {
    return this.#phase === "open";
  }

  submit(work: Work): void {
    this.check();
    this.#open.add(work);
    if (this.#isJoined) work.unbind();
  }

  offer(work: Work): void {
    if (work.isQueued || work.isDrained || work.isOver || !this.#open.has(work)) return;
    work.isQueued = true;
    this.#queue.push(work);
    this.hands?.wake();
  }

  /** Returns the number of works in the queue. */
  get waiting(): number {
    return this.#queue.length - this.#head;
  }

  /** Returns the first work in the queue. */
  get first(): Work | undefined {
    return this.#queue[this.#head];
  }

  /** Takes the next chunk from the queue; null if there is none now. */
  next(): Chunk | null {
    for (;;) {
      const work = this.#queue[this.#head];
      if (!work) return null;
      this.#head += 1;
      if (this.#head > 1000 && this.#head * 2 > this.#queue.length) {
        this.#queue.splice(0, this.#head);
        this.#head = 0;
      }
      work.isQueued = false;
      if (work.isOver) continue;
      // The caller's own code may run in here, and call the pool again.
      const chunk = work.next();
      if (!chunk || work.isOver) continue;
      if (!work.isDrained) this.#putFirst(work);
      return chunk;
    }
  }

  /** Puts a work back where it was: it may have more chunks. */
  #putFirst(work: Work): void {
    if (work.isQueued) return;
    work.isQueued = true;
    if (this.#head > 0) this.#queue[--this.#head] = work;
    else this.#queue.unshift(work);
  }

  over(work: Work, isFine: boolean): void {
    this.#open.delete(work);
    if (isFine) this.#completed += 1;
    else this.#failures.push(work);
    this.#leaveIfDone();
  }

  close(): void {
    if (this.#phase === "open") this.#phase = "closed";
    this.#leaveIfDone();
  }

  /** Ends the workers, even in the middle of a task. Every job that is not over rejects. */
  terminate(): void {
    this.#endWith(named("AbortError", "the pool was terminated before this job was done"));
  }

  /** Ends a pool that cannot go on. */
  giveUp(fault: Error): void {
    if (this.#phase === "ended") return;
    this.#fault = fault;
    this.#endWith(named("BrokenPoolError", fault.message, fault.cause === undefined ? undefined : { cause: fault.cause }));
  }

  #endWith(error: Error): void {
    if (this.#phase === "ended") {
      this.hands?.stop();
      return;
    }
    this.#phase = "ended";
    for (const work of [...this.#open]) work.giveUp(error);
    void Promise.resolve(this.hands?.stop()).finally(() => this.#joined());
  }

  #leaveIfDone(): void {
    if (this.#phase !== "closed" || this.#open.size > 0) return;
    this.#phase = "ended";
    if (this.hands) void this.hands.leave().finally(() => this.#joined());
    else this.#joined();
  }

  #joined(): void {
    this.#queue = [];
    this.#head = 0;
    this.#isLeft = true;
    for (const joiner of this.#joiners.splice(0)) joiner(this.#tally());
  }

  /** Returns a promise of the tally, which resolves when the pool has ended. */
  join(): Promise<Tally> {
    if (this.#phase === "open") throw new Error("Pool is still running");
    // Nobody may fetch the rest of the results before this resolves.
    this.#isJoined = true;
    for (const work of this.#open) work.unbind();
    return new Promise((resolve) => {
      if (this.#isLeft) resolve(this.#tally());
      else this.#joiners.push(resolve);
    });
  }

  #tally(): Tally {
    // A failure whose error was fetched only needs to be counted.
    const uncollected = this.#failures.filter((work) => work.isUncollected);
    this.#failed += this.#failures.length - uncollected.length;
    this.#failures = uncollected;
    const { length } = uncollected;
    return { completed: this.#completed, failed: this.#failed + length, uncollected: length, stray: this.stray };
  }
}
