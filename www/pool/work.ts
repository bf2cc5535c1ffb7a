// What was submitted in one call: its function, its items in chunks, and what becomes of the results.

import { Job } from "./job.js";
import type { Callbacks } from "./job.js";

/** The function that tasks run, as the pool knows it. */
export interface Task {
  /** The workload, or "" for a function of the caller's. */
  readonly workload: string;
  /** The source of the caller's function, or "". */
  readonly source: string;
  /** Checks an item, and returns it in the form that is sent; undefined if any item is allowed. */
  readonly check?: (item: unknown) => unknown;
  /** Milliseconds for one call as measured lately; undefined if none has come back. */
  costMs?: number;
}

/** Items that go to a worker together. */
export interface Chunk {
  readonly work: Work;
  /** The number of the first item among all items of the work. */
  readonly first: number;
  readonly items: readonly unknown[];
}

/** The results of a chunk, by the number of the item in it. */
export type Values = ArrayLike<unknown>;
/** The items of a chunk that failed, in ascending order. */
export type Failures = readonly (readonly [index: number, error: unknown])[];

/** Is told when a work is over, and whether it succeeded. */
export interface Supervisor {
  over(work: Work, isFine: boolean): void;
  /** The work has a chunk to hand out again. */
  offer(work: Work): void;
}

export abstract class Work {
  isOver = false;
  /** Whether it is in the queue. The crew keeps this. */
  isQueued = false;
  /** Whether everything was handed out. */
  isDrained = false;
  /** Whether it is one call, which may go to a worker together with others. */
  isCall = false;

  constructor(
    protected readonly supervisor: Supervisor,
    readonly task: Task,
    /** Whether each item is a list of arguments. */
    readonly isSpread: boolean,
    /** Whether a chunk goes on after an item that failed. */
    readonly keepsGoing: boolean,
  ) {}

  /** Hands out the next chunk; null if there is none now. */
  abstract next(): Chunk | null;
  abstract take(chunk: Chunk, values: Values, failures: Failures): void;
  /** Fails what has not arrived. */
  abstract giveUp(error: unknown): void;
  /** Whether it failed and nobody has fetched the error. */
  abstract get isUncollected(): boolean;
  /** Reads on although nobody has fetched the results. */
  unbind(): void {}

  /** Fails the items of a chunk. */
  fail(chunk: Chunk, error: unknown): void {
    this.take(chunk, [], chunk.items.map((_, index) => [index, error] as const));
  }

  protected end(isFine: boolean): void {
    this.isOver = true;
    this.supervisor.over(this, isFine);
  }
}

abstract class JobWork extends Work {
  readonly job: Job;

  constructor(supervisor: Supervisor, task: Task, isSpread: boolean, callbacks: Callbacks) {
    super(supervisor, task, isSpread, false);
    this.job = new Job(callbacks);
  }

  protected succeed(value: unknown): void {
    this.end(true);
    this.job.finish({ isFine: true, value });
  }

  giveUp(error: unknown): void {
    if (this.isOver) return;
    this.end(false);
    this.job.finish({ isFine: false, error });
  }

  get isUncollected(): boolean {
    return this.job.outcome?.isFine === false && !this.job.wasFetched;
  }
}

/** One call. */
export class CallWork extends JobWork implements Chunk {
  readonly first = 0;
  readonly items: readonly unknown[];

  constructor(supervisor: Supervisor, task: Task, args: unknown, callbacks: Callbacks) {
    super(supervisor, task, true, callbacks);
    this.isCall = true;
    this.items = [args];
  }

  get work(): this {
    return this;
  }

  next(): Chunk | null {
    this.isDrained = true;
    return this;
  }

  take(_chunk: Chunk, values: Values, failures: Failures): void {
    if (this.isOver) return;
    const [failure] = failures;
    if (failure) this.giveUp(failure[1]);
    else this.succeed(values[0]);
  }
}

/** A call for each item of a list. Its value is the list of results. */
export class ListWork extends JobWork {
  #items: readonly unknown[] = [];
  #size = 1;
  #handedOut = 0;
  #arrived = 0;
  #values: unknown[] = [];

  /** Sets the items, once they are all known. */
  fill(items: readonly unknown[], size: number): void {
    if (this.isOver) return;
    if (items.length === 0) return this.succeed([]);
    this.#items = items;
    this.#size = size;
    this.#values = new Array(items.length);
    this.supervisor.offer(this);
  }

  next(): Chunk | null {
    const first = this.#handedOut;
    const items = this.#items.slice(first, first + this.#size);
    this.#handedOut += items.length;
    this.isDrained = this.#handedOut === this.#items.length;
    return { work: this, first, items };
  }

  take({ first, items }: Chunk, values: Values, failures: Failures): void {
    if (this.isOver) return;
    const [failure] = failures;
    // The first error ends the job at once. Python waits for the last chunk, but that one may never return.
    if (failure) return this.giveUp(failure[1]);
    for (let index = 0; index < items.length; index++) this.#values[first + index] = values[index];
    this.#arrived += items.length;
    if (this.#arrived === this.#items.length) this.succeed(this.#values);
  }

  protected override end(isFine: boolean): void {
    this.#items = [];
    super.end(isFine);
  }
}
