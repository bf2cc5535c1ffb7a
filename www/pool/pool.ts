// `Pool`: the methods of Python's `multiprocessing.Pool`, for the page and for the exercises. Arguments are checked, and what they
// throw is thrown, before anything is submitted.

import { Crew } from "./crew.js";
import type { Hands, Tally } from "./crew.js";
import { AsyncResult, awaitable } from "./job.js";
import type { Callbacks } from "./job.js";
import { abandon, Results, StreamWork } from "./stream.js";
import type { Source } from "./stream.js";
import { callback, copied, options, outOfRange, parameters, whole, wrongType } from "./values.js";
import { CallWork, ListWork } from "./work.js";
import type { Task } from "./work.js";

export type Memory = "isolated" | "shared";

/** What a new pool was asked for. */
export interface Plan {
  size: number;
  memory: Memory;
  /** A function that every worker calls before its first task, and its arguments. */
  initializer: { source: string; args: readonly unknown[] } | null;
  /** How many chunks a worker does before another one takes its place. */
  maxTasksPerChild: number;
}

/** What differs between the page and an exercise. */
export interface Host {
  /** The number of workers of a pool that is not told how many. */
  processors: () => number;
  /** Reads the function of tasks. */
  task: (fn: unknown, memory: Memory) => Task;
  /** Starts the workers. */
  start: (crew: Crew, plan: Plan) => Hands;
}

const MOST_WORKERS = 256;
const MOST_CHUNK = 4_294_967_295;
const NAMES = ["memory", "initializer", "initargs", "maxtasksperchild"] as const;
const CALL = ["kwds", "callback", "error_callback"] as const;
const LIST = ["chunksize", "callback", "error_callback"] as const;
const STREAM = ["chunksize"] as const;

const dropped = new FinalizationRegistry<Crew>((crew) => crew.close());

/** Returns the chunk size of Python's `map`: each worker gets about four chunks. */
const defaultChunkSize = (items: number, workers: number): number => Math.max(1, Math.ceil(items / (4 * workers)));

/** Returns the class `Pool` of a host. */
export function makePool({ processors, task: readTask, start }: Host) {
  /** Reads the arguments of `new Pool`. As in Python, the initializer may also be the second of them. */
  const planOf = (processes: unknown, given: unknown, more: readonly unknown[]): Plan => {
    const size = whole(processes, "processes", MOST_WORKERS, processors());
    let read: Partial<Record<(typeof NAMES)[number], unknown>> = {};
    const isPositional = typeof given === "function" || given === null;
    if (isPositional) [read.initializer, read.initargs, read.maxtasksperchild] = [given, ...more];
    else if (given !== undefined && (typeof given !== "object" || Symbol.iterator in given)) throw wrongType("options", given, 'an object such as { memory: "isolated" }');
    else if (given) read = options(given, NAMES);
    const beyond = more.slice(isPositional ? 2 : 0).find((value) => value !== undefined);
    if (beyond !== undefined) throw wrongType("options", beyond, "the last argument, with everything in one object");
    const { memory = "isolated", initializer, initargs, maxtasksperchild } = read;
    if (typeof memory !== "string") throw wrongType("memory", memory, "one of isolated, shared");
    if (memory !== "isolated" && memory !== "shared") throw outOfRange("memory", memory, "one of isolated, shared");
    const plan: Plan = { size, memory, initializer: null, maxTasksPerChild: whole(maxtasksperchild, "maxtasksperchild", MOST_CHUNK, Infinity) };
    if (plan.maxTasksPerChild < Infinity && memory === "shared") throw wrongType("maxtasksperchild", maxtasksperchild, "left out with shared memory, because its workers cannot be replaced one by one");
    const called = callback(initializer, "initializer");
    if (called) {
      const { source } = readTask(called, memory);
      if (!source) throw wrongType("initializer", called, "a function of yours; a workload returns a result that nobody gets");
      plan.initializer = { source, args: argumentsOf(initargs, "initargs") };
    }
    return plan;
  };

  /** Reads a list of arguments, which is empty by default. It is copied, so the caller may change its own. */
  const argumentsOf = (given: unknown, name: string): unknown[] => {
    const args = given === undefined ? [] : copied(given);
    if (!args) throw wrongType(name, given, "an array of arguments, such as [0, 1000]");
    return args;
  };

  const callbacksOf = (read: { callback?: unknown; error_callback?: unknown }): Callbacks =>
    ({ callback: callback(read.callback, "callback"), error_callback: callback(read.error_callback, "error_callback") });

  /** Returns the iterator of an iterable. As in Python, a string is a sequence of its characters. */
  const sourceOf = (items: unknown): Source => {
    const given = typeof items === "string" ? Array.from(items) : items;
    const allowed = "an array, or something else that can be iterated";
    if ((typeof given !== "object" && typeof given !== "function") || given === null) throw wrongType("items", items, allowed);
    const { [Symbol.iterator]: iterate, [Symbol.asyncIterator]: iterateAsync } = given as Iterable<unknown> & AsyncIterable<unknown>;
    if (typeof iterate === "function") return { isAsync: false, iterator: Reflect.apply(iterate, given, []) as Iterator<unknown> };
    if (typeof iterateAsync === "function") return { isAsync: true, iterator: Reflect.apply(iterateAsync, given, []) as AsyncIterator<unknown> };
    throw wrongType("items", items, allowed);
  };

  /** Reads all items now; returns the source if it is asynchronous. */
  const listOf = (items: unknown, { check }: Task): unknown[] | Source => {
    let list = copied(items);
    if (!list) {
      const source = sourceOf(items);
      if (source.isAsync) return source;
      list = [];
      for (const item of { [Symbol.iterator]: () => source.iterator }) list.push(check ? check(item) : item);
    } else if (check) {
      for (let index = 0; index < list.length; index++) list[index] = check(list[index]);
    }
    return list;
  };

  /** Reads an asynchronous source to its end, and then hands its items out. */
  const readAll = async (source: Source & { isAsync: true }, work: ListWork, chunkSize: (items: number) => number): Promise<void> => {
    const list: unknown[] = [];
    try {
      for (;;) {
        const step = await source.iterator.next();
        if (step.done) break;
        if (!work.isOver) list.push(accepted(step.value));
        if (work.isOver) return abandon(source);
      }
      work.fill(list, chunkSize(list.length));
    } catch (error) {
      work.giveUp(error);
    }

    function accepted(item: unknown): unknown {
      try {
        return work.task.check ? work.task.check(item) : item;
      } catch (error) {
        abandon(source);
        throw error;
      }
    }
  };

  class Pool {
    // Names are shortened in the published script; this one is seen by readers.
    static readonly name = "Pool";
    readonly #crew = new Crew();
    readonly #size: number;
    readonly #memory: Memory;

    constructor(processes?: unknown, given?: unknown, ...more: unknown[]) {
      const plan = planOf(processes, given, more);
      this.#size = plan.size;
      this.#memory = plan.memory;
      this.#crew.hands = start(this.#crew, plan);
      dropped.register(this, this.#crew);
    }

    /** Calls `fn` on a worker, and returns a promise of its value. */
    apply(fn: unknown, args?: unknown, ...rest: unknown[]): Promise<unknown> {
      return this.apply_async(fn, args, ...rest).get();
    }

    /** Submits one call, and returns its job. */
    apply_async(fn: unknown, args?: unknown, ...rest: unknown[]): AsyncResult {
      const crew = this.#crew;
      crew.check();
      const task = readTask(fn, this.#memory);
      const given = argumentsOf(args, "args");
      const callbacks = rest.length === 0 ? {} : callbacksOf(parameters(rest, CALL));
      const work = new CallWork(crew, task, task.check ? task.check(given) : given, callbacks);
      crew.submit(work);
      crew.offer(work);
      return new AsyncResult(work.job);
    }

    /** Submits a call for each item. The job that it returns can be awaited, and resolves with the list of results. */
    map(fn: unknown, items: unknown, ...rest: unknown[]): AsyncResult {
      return this.#list(fn, items, rest, false);
    }

    /** Does what `map` does, which waits for nothing either. */
    map_async(fn: unknown, items: unknown, ...rest: unknown[]): AsyncResult {
      return this.#list(fn, items, rest, false);
    }

    /** Submits a call for each item, where an item is a list of arguments. */
    starmap(fn: unknown, items: unknown, ...rest: unknown[]): AsyncResult {
      return this.#list(fn, items, rest, true);
    }

    /** Does what `starmap` does. */
    starmap_async(fn: unknown, items: unknown, ...rest: unknown[]): AsyncResult {
      return this.#list(fn, items, rest, true);
    }

    /** Returns an iterator over the results, in the order of the items. */
    imap(fn: unknown, items: unknown, ...rest: unknown[]): Results {
      return this.#stream(fn, items, rest, true);
    }

    /** Returns an iterator over the results, in the order in which they arrive. */
    imap_unordered(fn: unknown, items: unknown, ...rest: unknown[]): Results {
      return this.#stream(fn, items, rest, false);
    }

    /** Closes the pool to new jobs. */
    close(): void {
      this.#crew.close();
    }

    /** Ends the workers, and rejects every job that is not over. */
    terminate(): void {
      this.#crew.terminate();
    }

    /** Returns a promise of the tally, which resolves when the pool has ended. */
    join(): Promise<Tally> {
      return this.#crew.join();
    }

    #list(fn: unknown, items: unknown, rest: readonly unknown[], isSpread: boolean): AsyncResult {
      const crew = this.#crew;
      crew.check();
      const task = readTask(fn, this.#memory);
      const read = parameters(rest, LIST);
      const given = whole<undefined>(read.chunksize, "chunksize", MOST_CHUNK, undefined);
      const work = new ListWork(crew, task, isSpread, callbacksOf(read));
      const list = listOf(items, task);
      const chunkSize = (count: number) => given ?? defaultChunkSize(count, this.#size);
      crew.submit(work);
      if (Array.isArray(list)) work.fill(list, chunkSize(list.length));
      else if (list.isAsync) void readAll(list, work, chunkSize);
      return awaitable(work.job);
    }

    #stream(fn: unknown, items: unknown, rest: readonly unknown[], isOrdered: boolean): Results {
      const crew = this.#crew;
      crew.check();
      const task = readTask(fn, this.#memory);
      const size = whole(parameters(rest, STREAM).chunksize, "chunksize", MOST_CHUNK, 1);
      const work = new StreamWork(crew, task, sourceOf(items), isOrdered, size, this.#size);
      crew.submit(work);
      crew.offer(work);
      return new Results(work);
    }
  }

  // As Python's `with` does. Not every browser has these symbols.
  if (Symbol.dispose) {
    Object.defineProperties(Pool.prototype, {
      [Symbol.dispose]: { value(this: Pool) { this.terminate(); }, configurable: true, writable: true },
      [Symbol.asyncDispose]: { value(this: Pool) { this.terminate(); return this.join().then(() => {}); }, configurable: true, writable: true },
    });
  }
  // The browser's own message would name the class as the published script shortens it.
  const Made = new Proxy(Pool, { apply() { throw new TypeError("Pool is made with new: write new Pool(…)"); } });
  Object.defineProperty(Pool.prototype, "constructor", { value: Made, configurable: true, writable: true });
  return Made;
}
