// Results one after the other: Python's `IMapIterator`.

import { later } from "./later.js";
import { atMost, named, timeout } from "./values.js";
import { Work } from "./work.js";
import type { Chunk, Failures, Supervisor, Task, Values } from "./work.js";

type Step = IteratorResult<unknown, undefined>;
type Ready = { value: unknown } | { error: unknown };
interface Taker {
  resolve: (step: Step) => void;
  reject: (error: unknown) => void;
}

/** The items of a call, read one by one. */
export type Source = { isAsync: false; iterator: Iterator<unknown> } | { isAsync: true; iterator: AsyncIterator<unknown> };

const DONE: Step = { value: undefined, done: true };
/** Chunks that are handed out ahead of the reader, for each worker: one that it computes, and one that is ready for it. */
const AHEAD = 2;

/** Tells a source that no more is read. It may throw, and its `finally` may take its time. */
export function abandon(source: Source | null): void {
  try {
    const returned: unknown = source?.iterator.return?.();
    if (source?.isAsync) Promise.resolve(returned).catch(() => {});
  } catch {
    // The caller's own code threw while it was being told. Nobody waits for it.
  }
}

export class StreamWork extends Work {
  /** Null after the last item was read, and after reading was stopped. */
  #source: Source | null;
  readonly #size: number;
  readonly #window: number;
  readonly #isOrdered: boolean;
  #isBound = true;
  /** Items that were read, and those of them that were handed out. */
  #read = 0;
  #handedOut = 0;
  /** Items of an asynchronous source that were read and not handed out. */
  #buffer: unknown[] = [];
  #isPulling = false;
  /** The results that nobody has fetched, by their number. */
  readonly #ready = new Map<number, Ready>();
  #fetched = 0;
  #arrived = 0;
  #total: number | undefined;
  #failures = 0;
  #failuresFetched = 0;
  #takers: Taker[] = [];
  /** Whether the caller has no reference to the results any more. */
  #isForgotten = false;

  constructor(supervisor: Supervisor, task: Task, source: Source, isOrdered: boolean, size: number, workers: number) {
    super(supervisor, task, false, true);
    this.#source = source;
    this.#isOrdered = isOrdered;
    this.#size = size;
    this.#window = AHEAD * workers * size;
  }

  get #hasRoom(): boolean {
    return !this.#isBound || this.#read + this.#size - this.#fetched - this.#takers.length <= this.#window;
  }

  next(): Chunk | null {
    if (this.isOver) return null;
    if (this.#source?.isAsync === false) this.#readChunk(this.#source);
    else void this.#pull();
    if (this.#buffer.length === 0 || (this.#source && this.#buffer.length < this.#size)) {
      if (this.#isForgotten && this.#source && !this.#hasRoom) this.close();
      return null;
    }
    const first = this.#handedOut;
    const items = this.#buffer.splice(0, this.#size);
    this.#handedOut += items.length;
    return { work: this, first, items };
  }

  /** Reads the items of one chunk. */
  #readChunk(source: Source & { isAsync: false }): void {
    if (!this.#hasRoom) return;
    while (this.#buffer.length < this.#size && this.#source) {
      let step: IteratorResult<unknown>;
      try {
        step = source.iterator.next();
        if (step.done) this.#source = null;
      } catch (error) {
        // A source that threw is over by itself.
        this.#source = null;
        return this.#fault(error);
      }
      if (step.done) return this.#endAt(this.#read);
      this.#accept(step);
    }
  }

  /** Reads ahead from an asynchronous source, as far as there is room. */
  async #pull(): Promise<void> {
    if (this.#isPulling) return;
    this.#isPulling = true;
    while (this.#source?.isAsync && (this.#hasRoom || this.#buffer.length % this.#size > 0)) {
      try {
        const step = await this.#source.iterator.next();
        if (!this.#source) break;
        if (!step.done) this.#accept(step);
        else {
          this.#source = null;
          this.#endAt(this.#read);
        }
      } catch (error) {
        if (!this.#source) break;
        this.#source = null;
        this.#fault(error);
      }
      if (this.#buffer.length >= this.#size || !this.#source) this.supervisor.offer(this);
    }
    this.#isPulling = false;
  }

  #accept(step: IteratorYieldResult<unknown>): void {
    try {
      const { value } = step;
      this.#buffer.push(this.task.check ? this.task.check(value) : value);
      this.#read += 1;
    } catch (error) {
      const source = this.#source;
      this.#source = null;
      abandon(source);
      this.#fault(error);
    }
  }

  /** Ends the items with an error in place of the next one. Those before it are still computed. */
  #fault(error: unknown): void {
    if (this.isOver) return;
    const at = this.#read;
    this.#read += 1;
    this.#keep(this.#isOrdered ? at : this.#arrived, { error });
    this.#arrived += 1;
    this.#endAt(at + 1);
  }

  #keep(number: number, result: Ready): void {
    if ("error" in result) this.#failures += 1;
    this.#ready.set(number, result);
  }

  #endAt(total: number): void {
    this.#total ??= total;
    this.#finish();
  }

  take({ first, items }: Chunk, values: Values, failures: Failures): void {
    if (this.isOver) return;
    let failed = 0;
    for (let index = 0; index < items.length; index++) {
      const failure = failures[failed];
      const hasFailed = failure?.[0] === index;
      if (hasFailed) failed += 1;
      this.#keep(this.#isOrdered ? first + index : this.#arrived, hasFailed ? { error: failure[1] } : { value: values[index] });
      this.#arrived += 1;
    }
    this.#finish();
    this.#offer();
  }

  giveUp(error: unknown): void {
    if (this.isOver) return;
    this.#stopReading();
    // The results before the first gap are still handed out. Then come the error and the end.
    let gap = this.#fetched;
    while (this.#ready.has(gap)) gap += 1;
    for (const number of this.#ready.keys()) if (number > gap) this.#ready.delete(number);
    this.#keep(gap, { error });
    this.#total = gap + 1;
    this.#arrived = this.#total;
    this.#finish();
  }

  get isUncollected(): boolean {
    return this.#failures > this.#failuresFetched;
  }

  #stopReading(): void {
    const source = this.#source;
    this.#source = null;
    this.#buffer = [];
    abandon(source);
  }

  #finish(): void {
    const endsNow = !this.isOver && this.#total !== undefined && this.#arrived >= this.#total;
    if (endsNow) this.end(this.#failures === 0);
    this.#handOut();
  }

  #handOut(): void {
    while (this.#takers.length > 0) {
      const result = this.#ready.get(this.#fetched);
      if (!result && !(this.#total !== undefined && this.#fetched >= this.#total)) return;
      const taker = this.#takers.shift();
      if (!result) {
        taker?.resolve(DONE);
        continue;
      }
      this.#ready.delete(this.#fetched);
      this.#fetched += 1;
      if ("value" in result) taker?.resolve({ value: result.value, done: false });
      else {
        this.#failuresFetched += 1;
        taker?.reject(result.error);
      }
    }
  }

  /** Asks for a place in the queue if there is something to read. */
  #offer(): void {
    if (!this.isOver && (this.#source || this.#buffer.length > 0)) this.supervisor.offer(this);
  }

  /** Returns a promise of the next result. After `ms` it rejects, and the result comes with a later call. */
  fetch(ms?: number): Promise<Step> {
    return new Promise((resolve, reject) => {
      const taker: Taker = { resolve, reject };
      this.#takers.push(taker);
      this.#handOut();
      this.#offer();
      if (ms === undefined || !this.#takers.includes(taker)) return;
      const stop = later(() => {
        const index = this.#takers.indexOf(taker);
        if (index === -1) return;
        this.#takers.splice(index, 1);
        reject(named("TimeoutError", `no result was there after ${ms} ms; next() may be called again`));
      }, ms);
      taker.resolve = (step) => { stop(); resolve(step); };
      taker.reject = (error) => { stop(); reject(error); };
    });
  }

  /** Drops the rest. */
  close(): void {
    if (this.isOver) return;
    this.#stopReading();
    this.#ready.clear();
    this.#total = this.#fetched;
    this.#finish();
  }

  /** Drops the results that nobody has fetched, although the work may be over. */
  drop(): void {
    this.close();
    this.#ready.clear();
    this.#total = this.#fetched;
    this.#handOut();
  }

  /** Ends the work when it would wait for its reader, because there is none. */
  forget(): void {
    this.#isForgotten = true;
    this.#offer();
  }

  override unbind(): void {
    this.#isBound = false;
    this.#offer();
  }
}

const forgotten = new FinalizationRegistry<StreamWork>((work) => work.forget());

/** The caller's side of a stream. */
export class Results {
  static readonly name = "Results";
  readonly #work: StreamWork;

  constructor(work: StreamWork) {
    this.#work = work;
    forgotten.register(this, work);
  }

  /** Returns a promise of the next result. Rejects with the item's error, or after `timeoutMs` milliseconds with a `TimeoutError`. */
  next(timeoutMs?: unknown, ...more: unknown[]): Promise<Step> {
    atMost(0, more, 1);
    return this.#work.fetch(timeout(timeoutMs));
  }

  /** Drops the rest. */
  return(): Promise<Step> {
    this.#work.drop();
    return Promise.resolve(DONE);
  }

  /** Returns the iterator of a `for await`. An error ends the loop, which tells nobody; so it ends the reading here. */
  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    return {
      next: () => this.next().catch((error: unknown) => {
        this.#work.drop();
        throw error;
      }),
      return: () => this.return(),
    };
  }
}
