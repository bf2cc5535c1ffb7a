// `Pool` as the learner's code sees it: calls become messages, and the page runs them on a real pool (door.ts).

import type { Config, Reply } from "./protocol.js";

export type Bounds = [start: number, end: number];

/** What the prelude gives to the pool. */
interface Tools {
  config: () => Config;
  shown: (value: unknown) => string;
  /** Returns the name of a workload of the exercise. */
  named: (fn: unknown) => string;
  boundsOf: (name: string, item: unknown) => Bounds;
  later: typeof setTimeout;
  post: (message: readonly unknown[]) => void;
}

const MOST_PIECES = 20_000;
const quiet = () => {};
type Quiet = () => void;

/** Returns the class `Pool`, and a function that takes the page's answers. */
export function makePool({ config, shown, named, boundsOf, later, post }: Tools) {
  // All calls that are made before the next microtask are sent in one message.
  const waiting = new Map<number, { resolve: (values: string[]) => void; reject: (error: unknown) => void; pool: number }>();
  let calls: unknown[][] = [], pieces = 0, pools = 0, workers = 0;
  const call = (...words: unknown[]) => {
    if (calls.length === 0) queueMicrotask(() => { post(["calls", calls]); calls = []; });
    calls.push(words);
  };
  class TimeoutError extends Error { override get name() { return "TimeoutError"; } }
  const errors = new Map<string, ErrorConstructor>([["RangeError", RangeError], ["TypeError", TypeError], ["SyntaxError", SyntaxError]]);
  const revived = ({ name, message }: { name: string; message: string }) => errors.has(name) ? new (errors.get(name) ?? Error)(message) : Object.defineProperty(new Error(message), "name", { value: name });
  const whole = (value: unknown, name: string, most: number): number => {
    if (typeof value !== "number") throw new TypeError(`${name}: ${shown(value).slice(0, 60)} is not allowed; it must be a whole number from 1 to ${most}`);
    if (!Number.isInteger(value) || value < 1 || value > most) throw new RangeError(`${name}: ${value} is not allowed; it must be a whole number from 1 to ${most}`);
    return value;
  };

  class AsyncResult<T> {
    #promise: Promise<T>; #state = "pending"; #collect: Quiet;
    constructor(promise: Promise<T>, collect: Quiet) {
      this.#promise = promise;
      this.#collect = collect;
      promise.then(() => (this.#state = "done"), () => (this.#state = "failed"));
    }
    get(timeoutMs?: number): Promise<T> {
      this.#collect();
      if (timeoutMs === undefined) return this.#promise;
      const late = new Promise<never>((_, reject) => later(() => reject(new TimeoutError(`not done after ${timeoutMs} ms; the job goes on`)), timeoutMs));
      return Promise.race([this.#promise, late]);
    }
    wait(timeoutMs?: number): Promise<unknown> {
      const ended = this.#promise.then(quiet, quiet);
      return timeoutMs === undefined ? ended : Promise.race([ended, new Promise((resolve) => later(resolve, timeoutMs))]);
    }
    ready() { return this.#state !== "pending"; }
    successful() {
      if (!this.ready()) throw new Error("the job is not ready: wait for it, or ask ready() first");
      return this.#state === "done";
    }
  }

  class Pool {
    #id: number; #size: number; #state = "open"; #pending = new Set<unknown>(); #completed = 0; #failed = 0; #unfetched = new Set<unknown>();
    constructor(processes: unknown = Math.min(config().processors, 256), options: { memory?: unknown } | null = {}) {
      this.#size = whole(processes, "processes", 256);
      const memory = options?.memory ?? "isolated";
      if (memory !== "isolated" && memory !== "shared") throw new RangeError(`memory: ${shown(memory).slice(0, 60)} is not allowed; it must be one of isolated, shared`);
      if (memory === "shared" && !config().sharedMemory) throw Object.defineProperty(new Error("memory cannot be shared on this page; leave { memory } out"), "name", { value: "NotIsolatedError" });
      pools += 1;
      workers += this.#size;
      if (pools > 4 || workers > config().mostWorkers) throw new RangeError(`more than 4 pools, or ${config().mostWorkers} workers in all: one pool is enough for every exercise`);
      this.#id = pools;
      call("pool", this.#id, this.#size, memory);
    }
    #check() { if (this.#state !== "open") throw new Error("Pool not running"); }
    #submit(name: string, items: Bounds[]): Promise<string[]> {
      pieces += items.length;
      if (pieces > MOST_PIECES) throw new RangeError(`more than ${MOST_PIECES} pieces in one run: make them larger`);
      const id = pieces;
      const promise = new Promise<string[]>((resolve, reject) => waiting.set(id, { resolve, reject, pool: this.#id }));
      this.#pending.add(promise);
      const ended = () => { this.#pending.delete(promise); };
      promise.then(() => { ended(); this.#completed += 1; }, () => { ended(); this.#failed += 1; this.#unfetched.add(promise); });
      call("job", this.#id, id, name, items);
      return promise;
    }
    #collect(promises: Promise<unknown>[]) { for (const promise of promises) promise.then(quiet, () => this.#unfetched.delete(promise)); }
    apply_async(fn: unknown, args: unknown = []) {
      this.#check();
      const name = named(fn);
      const promise = this.#submit(name, [boundsOf(name, args)]);
      return new AsyncResult(promise.then(([value]) => value), () => this.#collect([promise]));
    }
    #chunks(name: string, items: unknown, chunksize: unknown): Bounds[][] {
      const isIterable = (value: unknown): value is Iterable<unknown> => typeof (value as Iterable<unknown> | null | undefined)?.[Symbol.iterator] === "function";
      if (!isIterable(items)) throw new TypeError(`items: ${shown(items).slice(0, 60)} is not allowed; it must be an array, or something else that can be iterated`);
      const list: Bounds[] = [];
      for (const item of items) {
        list.push(boundsOf(name, item));
        if (list.length > MOST_PIECES) throw new RangeError(`more than ${MOST_PIECES} pieces in one run: make them larger`);
      }
      const size = chunksize === undefined ? Math.max(1, Math.ceil(list.length / (4 * this.#size))) : whole(chunksize, "chunksize", 4294967295);
      return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
    }
    map(fn: unknown, items: unknown, chunksize?: unknown) {
      this.#check();
      const name = named(fn);
      const parts = this.#chunks(name, items, chunksize).map((chunk) => this.#submit(name, chunk));
      const all = Promise.all(parts).then((lists) => lists.flat());
      const job = new AsyncResult(all, () => this.#collect(parts));
      // A list of results can be awaited itself.
      return Object.assign(job, {
        then: (...args: Parameters<Promise<string[]>["then"]>) => job.get().then(...args),
        catch: (...args: Parameters<Promise<string[]>["catch"]>) => job.get().catch(...args),
        finally: (...args: Parameters<Promise<string[]>["finally"]>) => job.get().finally(...args),
      });
    }
    starmap(fn: unknown, items: unknown, chunksize?: unknown) { return this.map(fn, items, chunksize); }
    #stream(fn: unknown, items: unknown, chunksize: unknown, isOrdered: boolean) {
      this.#check();
      const name = named(fn);
      const parts = this.#chunks(name, items, chunksize).map((chunk) => this.#submit(name, chunk));
      this.#collect(parts);
      type Ready = { value: string } | { error: unknown };
      const settled = parts.map((part, index) => part.then(
        (list): { index: number; ready: Ready[] } => ({ index, ready: list.map((value) => ({ value })) }),
        (error: unknown) => ({ index, ready: [{ error }] })));
      const open = new Map(settled.map((part, index) => [index, part]));
      const ready: Ready[] = [];
      const next = async (): Promise<IteratorResult<string, undefined>> => {
        for (;;) {
          const item = ready.shift();
          if (item && "error" in item) throw item.error;
          if (item) return { value: item.value, done: false };
          const [inOrder] = open.values();
          if (!inOrder) return { value: undefined, done: true };
          const part = await (isOrdered ? inOrder : Promise.race(open.values()));
          open.delete(part.index);
          ready.push(...part.ready);
        }
      };
      let turn: Promise<unknown> = Promise.resolve();
      const inTurn = () => { const result = turn.then(next); turn = result.then(quiet, quiet); return result; };
      const end = async () => { open.clear(); ready.length = 0; return { value: undefined, done: true }; };
      return { next: inTurn, return: end, [Symbol.asyncIterator]() { return this; } };
    }
    imap(fn: unknown, items: unknown, chunksize: unknown = 1) { return this.#stream(fn, items, chunksize, true); }
    imap_unordered(fn: unknown, items: unknown, chunksize: unknown = 1) { return this.#stream(fn, items, chunksize, false); }
    close() {
      if (this.#state !== "open") return;
      this.#state = "closed";
      call("close", this.#id);
    }
    terminate() {
      if (this.#state === "terminated") return;
      this.#state = "terminated";
      call("terminate", this.#id);
      for (const [id, { reject, pool }] of waiting) {
        if (pool !== this.#id) continue;
        waiting.delete(id);
        reject(Object.defineProperty(new Error("the pool was terminated"), "name", { value: "AbortError" }));
      }
    }
    join() {
      if (this.#state === "open") throw new Error("Pool is still running");
      return Promise.allSettled([...this.#pending]).then(() => new Promise((resolve) => later(() =>
        resolve({ completed: this.#completed, failed: this.#failed, uncollected: this.#unfetched.size }))));
    }
  }

  const settle = (reply: Reply) => {
    const job = waiting.get(reply[1]);
    waiting.delete(reply[1]);
    if (reply[0] === "done") job?.resolve(reply[2]);
    else job?.reject(revived(reply[2]));
  };
  return { Pool, settle };
}
