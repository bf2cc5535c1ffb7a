// The worker's side of a pool. It takes batches, calls the functions, and answers.
//
// A task may change everything in its worker: handlers, `postMessage`, the prototypes of built-in classes. So the originals are kept here,
// before the first task runs. No array is iterated, and none is filled by assignment, because both would use what a task may have changed.

import { append, classOf, pack } from "./thrown.js";
import type { Sent } from "./thrown.js";
import type { CallGroup, FromWorker, Range, ToWorker } from "./wire.js";

/** The exports of the program that compute workloads. Ranges are one list of numbers, three for each. */
interface Program {
  default(options: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  compute(workload: string, ranges: Float64Array): string[];
  spawnThreads(threads: number): Promise<void>;
  computeOnThread(workload: string, ranges: Float64Array): Promise<string[]>;
}
type Call = (...args: unknown[]) => unknown;
type Failure = [index: number, error: Sent];

const { apply, getOwnPropertyDescriptor } = Reflect;
const [clone, resolved, arrayFrom] = [structuredClone.bind(globalThis), Promise.resolve.bind(Promise), Array.from.bind(Array)];
const [now, later, valuesOf] = [performance.now.bind(performance), setTimeout.bind(globalThis), Object.values];
const { then: thenOf } = Promise.prototype;
const [Evaluate, PlainError, PlainException, Numbers] = [Function, Error, DOMException, Float64Array];

/** From this number of results on, numbers are sent as one block of memory. */
const FEWEST_PACKED = 16;

/** Calls one of the functions with what becomes of a promise. */
const settle = (promise: Promise<unknown>, done: (value: unknown) => void, failed: (error: unknown) => void): void => {
  apply(thenOf, promise, [done, failed]);
};
const listOf = (length: number): unknown[] => arrayFrom({ length }) as unknown[];
const messageOf = (error: unknown): string => {
  try {
    return classOf(error) ? `${(error as Error).message}` : `${error}`;
  } catch {
    return "an error that cannot be printed";
  }
};

/** Listens to the page. `coordinate` prepares this worker for threads of its own. */
export function serve(coordinate: () => void): void {
  const post = self.postMessage.bind(self) as (message: unknown) => void;
  const close = self.close.bind(self);
  const secret = crypto.getRandomValues(new Uint32Array(4)).join(" ");
  const dataOf = getOwnPropertyDescriptor(MessageEvent.prototype, "data")?.get;
  const stop = Event.prototype.stopImmediatePropagation;
  const tell = (message: FromWorker): void =>
    // A literal, because filling an array would use what a task may have changed.
    post([secret, message[0], message[1], message[2], message[3], message[4]]);
  const functions: Record<number, Call> = Object.create(null);
  let program: Promise<Program> | undefined;
  let hasThreads = false;

  const stray = (error: unknown): void => tell(["stray", pack(error)]);
  const onError = (event: ErrorEvent): void => {
    if (hasThreads) return;
    event.preventDefault();
    stray(event.error ?? new PlainError(event.message));
  };
  const onRejection = (event: PromiseRejectionEvent): void => {
    if (hasThreads) return;
    event.preventDefault();
    stray(event.reason);
  };
  addEventListener("error", onError, true);
  addEventListener("unhandledrejection", onRejection, true);
  addEventListener("messageerror", ({ isTrusted }) => { if (isTrusted) tell(["broken", "its message could not be read"]); });
  // Where the page cannot notice that a worker has ended, it is told.
  Object.defineProperty(self, "close", {
    value: () => {
      tell(["broken", "it called close()"]);
      close();
    },
  });
  addEventListener("message", (event) => {
    // Events that a task makes are not the page's.
    if (!event.isTrusted || !dataOf) return;
    apply(stop, event, []);
    hear(apply(dataOf, event, []) as ToWorker);
    // Capturing listeners come before others, and this is the first of them.
  }, true);
  hold();

  /** Takes a lock for as long as this worker lives, and then says that it is up. The page notices by the lock that it has ended. */
  function hold(): void {
    const lock = `every-core ${Math.random()} ${Math.random()}`;
    const { locks } = navigator;
    if (!locks) return tell(["up", ""]);
    locks.request(lock, () => {
      tell(["up", lock]);
      return new Promise<never>(() => {});
    }).catch(() => tell(["up", ""]));
  }

  function hear(message: ToWorker): void {
    switch (message[0]) {
      case "call":
        return run(message[1], message[2]);
      case "compute":
        return compute(message[1], message[2], message[3]);
      case "initialize":
        return initialize(message[1], message[2]);
      case "load":
        return load(message[1], message[2], message[3]);
      case "leave":
        // What tasks left behind is reported in turns of the event loop that come before this one.
        later(() => later(() => tell(["left"])));
    }
  }

  // ---- workloads ----

  function load(module: WebAssembly.Module, mainScript: string, threads: number): void {
    if (threads > 0) {
      hasThreads = true;
      coordinate();
    }
    program = start();
    settle(program, () => tell(["loaded"]), (error) => tell(["broken", messageOf(error)]));

    async function start(): Promise<Program> {
      const program = (await import(mainScript)) as Program;
      await program.default({ module_or_path: module });
      if (threads > 0) await program.spawnThreads(threads);
      return program;
    }
  }

  function compute(batch: number, workload: string, items: Range[]): void {
    const ranges = new Numbers(3 * items.length);
    for (let index = 0; index < items.length; index++) {
      for (let part = 0; part < 3; part++) ranges[3 * index + part] = items[index]?.[part] ?? 0;
    }
    const began = now();
    const done = (values: unknown): void => tell(["done", batch, values as string[], [], now() - began]);
    // A trap leaves the program in an unknown state, so the worker is not used again.
    const broken = (error: unknown): void => tell(["broken", messageOf(error)]);
    if (program) settle(program, (program) => {
      const { compute, computeOnThread } = program as Program;
      try {
        if (hasThreads) settle(computeOnThread(workload, ranges), done, broken);
        else done(compute(workload, ranges));
      } catch (error) {
        broken(error);
      }
    }, () => {});
  }

  // ---- functions ----

  function initialize(source: string, args: readonly unknown[]): void {
    const failed = (error: unknown): void => tell(["refused", pack(error)]);
    try {
      const value = apply(functionOf(source), undefined, args);
      if (isThenable(value)) settle(resolved(value), () => tell(["ready"]), failed);
      else tell(["ready"]);
    } catch (error) {
      failed(error);
    }
  }

  /** Calls a function with each item, and answers with the values and the failures. */
  function run(batch: number, groups: CallGroup[]): void {
    const began = now();
    const group = groups[0];
    if (!group) return;
    // Not by destructuring, which iterates.
    const slot = group[0], source = group[1], isSpread = group[2], keepsGoing = group[3], items = group[4];
    const { length } = items;
    const failures: Failure[] = [];
    // Numbers are kept as numbers until something else comes.
    const numbers = length < FEWEST_PACKED ? null : new Numbers(length);
    let list: unknown[] | null = numbers ? null : listOf(length);
    const keep = (index: number, value: unknown): void => {
      if (!list && numbers) {
        if (typeof value === "number") {
          numbers[index] = value;
          return;
        }
        list = listOf(length);
        for (let place = 0; place < index; place++) list[place] = numbers[place];
      }
      if (list) list[index] = value;
    };
    let call: Call;
    const fail = (index: number, error: unknown): void => {
      keep(index, undefined);
      append(failures, [index, pack(error)]);
    };
    const go = (from: number): void => {
      for (let index = from; index < length && (keepsGoing || failures.length === 0); index++) {
        try {
          const value = isSpread ? apply(call, undefined, items[index] as unknown[]) : call(items[index]);
          // Awaiting a plain value would cost each call a microtask.
          if (isThenable(value)) {
            const next = (): void => go(index + 1);
            settle(resolved(value), (value) => { keep(index, value); next(); }, (error) => { fail(index, error); next(); });
            return;
          }
          keep(index, value);
        } catch (error) {
          fail(index, error);
        }
      }
      answer(batch, list ?? numbers ?? [], failures, now() - began);
    };
    try {
      if (source !== null) functions[slot] = functionOf(source);
      call = functions[slot] as Call;
    } catch (error) {
      delete functions[slot];
      for (let index = 0; index < length; index++) fail(index, error);
      return answer(batch, list ?? numbers ?? [], failures, Infinity);
    }
    go(0);
  }

  function answer(batch: number, values: ArrayLike<unknown>, failures: Failure[], tookMs: number): void {
    try {
      // Nothing is transferred, because the browser iterates the list of what is.
      tell(["done", batch, values, failures, tookMs]);
    } catch {
      // Some value cannot be sent. Each is cloned by itself, and the clones are sent, because a getter may throw the next time.
      const clones = listOf(values.length);
      const all: Failure[] = [];
      let known = 0;
      for (let index = 0; index < values.length; index++) {
        const failure = failures[known];
        if (failure && failure[0] === index) {
          known += 1;
          append(all, failure);
          continue;
        }
        try {
          clones[index] = clone(values[index]);
        } catch (error) {
          const message = `the function returned a value that cannot be sent from a worker: ${messageOf(error)}`;
          append(all, [index, pack(new PlainException(message, "DataCloneError"))] as Failure);
        }
      }
      tell(["done", batch, clones, all, tookMs]);
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return typeof (value as { then?: unknown }).then === "function";
}

/** Returns the caller's function, made from its source. It sees the worker's globals, and nothing of the page. */
function functionOf(source: string): Call {
  const evaluate = (expression: string): unknown => new Evaluate(`return (${expression}\n)`)();
  let found: unknown;
  try {
    found = evaluate(source);
  } catch (error) {
    if (classOf(error) === "EvalError") {
      throw new PlainError("the site's Content-Security-Policy keeps workers from running a function that was sent to them: the header sent with later/pool-worker.js must allow 'unsafe-eval' (the page's own need not), or use a workload");
    }
    // The source of a method reads `name() {}`, which is only valid inside an object.
    found = valuesOf(evaluate(`{${source}\n}`) as object)[0];
  }
  return found as Call;
}
