// A job, like Python's `AsyncResult`.

import { later, notify } from "./later.js";
import { atMost, named, timeout } from "./values.js";
import type { Callback } from "./values.js";

type Outcome = { isFine: true; value: unknown } | { isFine: false; error: unknown };

interface Waiter {
  /** Whether it gets the outcome; `wait()` does not. */
  fetches: boolean;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** What `callback` and `error_callback` of Python's methods are. */
export interface Callbacks {
  callback?: Callback | undefined;
  error_callback?: Callback | undefined;
}

/** The state of a job. The pool holds it while the job runs, the caller for as long as there is an `AsyncResult`. */
export class Job {
  outcome: Outcome | undefined;
  /** Whether the error was given to a caller. */
  wasFetched = false;
  #waiters: Waiter[] = [];
  readonly #callbacks: Callbacks;

  constructor(callbacks: Callbacks) {
    this.#callbacks = callbacks;
  }

  finish(outcome: Outcome): void {
    this.outcome = outcome;
    const { callback, error_callback } = this.#callbacks;
    // As in Python, the callback runs before `get()` returns.
    if (outcome.isFine && callback) notify(callback, outcome.value);
    if (!outcome.isFine && error_callback) {
      this.wasFetched = true;
      notify(error_callback, outcome.error);
    }
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) this.#settle(waiter, outcome);
  }

  #settle({ fetches, resolve, reject }: Waiter, outcome: Outcome): void {
    if (!fetches) resolve(undefined);
    else if (outcome.isFine) resolve(outcome.value);
    else {
      this.wasFetched = true;
      reject(outcome.error);
    }
  }

  /** Returns a promise for `get()` or `wait()`. After `ms` the first rejects and the second resolves; the job goes on. */
  promise(fetches: boolean, ms: number | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.outcome) return this.#settle({ fetches, resolve, reject }, this.outcome);
      const waiter: Waiter = { fetches, resolve, reject };
      this.#waiters.push(waiter);
      if (ms === undefined) return;
      const stop = later(() => {
        const index = this.#waiters.indexOf(waiter);
        if (index === -1) return;
        this.#waiters.splice(index, 1);
        if (fetches) reject(named("TimeoutError", `the job was not done after ${ms} ms; it goes on, and get() may be called again`));
        else resolve(undefined);
      }, ms);
      // A timer that is not needed any more would keep the job in memory.
      waiter.resolve = (value) => { stop(); resolve(value); };
      waiter.reject = (error) => { stop(); reject(error); };
    });
  }
}

/** The caller's side of a job. */
export class AsyncResult {
  static readonly name = "AsyncResult";
  readonly #job: Job;

  constructor(job: Job) {
    this.#job = job;
  }

  /** Returns a promise of the value. Rejects with the task's error, or after `timeoutMs` milliseconds with a `TimeoutError`. */
  get(timeoutMs?: unknown, ...more: unknown[]): Promise<unknown> {
    atMost(0, more, 1);
    return this.#job.promise(true, timeout(timeoutMs));
  }

  /** Returns a promise that resolves when the job ends, or after `timeoutMs` milliseconds. */
  wait(timeoutMs?: unknown, ...more: unknown[]): Promise<unknown> {
    atMost(0, more, 1);
    return this.#job.promise(false, timeout(timeoutMs));
  }

  /** Whether the job has ended, with or without an error. */
  ready(): boolean {
    return this.#job.outcome !== undefined;
  }

  /** Whether the job has ended without an error. */
  successful(): boolean {
    if (!this.#job.outcome) throw new Error("the job is not ready: wait for it, or ask ready() first");
    return this.#job.outcome.isFine;
  }
}

/** Makes a job of `map` awaitable. Jobs of `apply_async` are not: `await` would replace such a job by its result. */
export function awaitable(job: Job): AsyncResult {
  const get = () => job.promise(true, undefined);
  type Of = Promise<unknown>;
  return Object.assign(new AsyncResult(job), {
    then: (...args: Parameters<Of["then"]>) => get().then(...args),
    catch: (...args: Parameters<Of["catch"]>) => get().catch(...args),
    finally: (...args: Parameters<Of["finally"]>) => get().finally(...args),
  });
}
