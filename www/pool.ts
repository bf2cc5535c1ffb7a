// Gives the page's program `everyCorePool`, which makes the class `Pool` and the workloads as functions.

import type { WorkloadFunction } from "./every-core";
import type { Crew, Hands } from "./pool/crew.js";
import { makePool } from "./pool/pool.js";
import type { Memory, Plan } from "./pool/pool.js";
import { copied, named, outOfRange, printed, wrongType } from "./pool/values.js";
import type { Range } from "./pool/wire.js";
import type { Site } from "./pool/workers.js";
import type { Task } from "./pool/work.js";

/** What the program gives. */
interface Program {
  module: () => WebAssembly.Module;
  mainScript: string;
  /** The workloads, and how many steps each may have. */
  workloads: [name: string, mostSteps: number][];
  /** Why memory cannot be shared here; "" where it can. */
  notIsolated: string;
  compute: (workload: string, ranges: Float64Array) => string[];
}

declare const everyCoreWorker: Pick<Site, "whenFreed" | "room" | "short"> & { open: (script: string) => Worker };

const MOST_SHARED = 255;
const NATIVE = /\{\s*\[native code\]\s*\}$/;

/** What handles workers, once the first pool has loaded it: most visits need none. */
let loaded: typeof import("./later/pool-workers.js") | undefined;

/** The workers of a pool that is made before that. */
class LateHands implements Hands {
  #hands: Hands | undefined;
  #isStopped = false;

  constructor(site: Site, crew: Crew, plan: Plan) {
    import("./later/pool-workers.js").then((module) => {
      loaded = module;
      if (this.#isStopped) return;
      this.#hands = new module.Workers(site, crew, plan);
      this.#hands.wake();
    }).catch((error: unknown) => {
      const isStart = error instanceof Error && error.name === "BrokenPoolError";
      crew.giveUp(isStart ? error : new Error("the worker's script failed to load: check the connection, reload the page, and run again", { cause: error }));
    });
  }

  wake(): void {
    this.#hands?.wake();
  }

  stop(): Promise<void> | null {
    this.#isStopped = true;
    return this.#hands?.stop() ?? null;
  }

  leave(): Promise<void> {
    this.#isStopped = true;
    return this.#hands?.leave() ?? Promise.resolve();
  }
}

/** Returns the class, and one function for each workload. */
function everyCorePool({ module, mainScript, workloads, notIsolated, compute }: Program): Record<string, unknown> {
  const reported = (): number => Math.max(1, Math.floor(navigator.hardwareConcurrency || 1));
  const names = workloads.map(([name]) => name);
  const tasks = new Map(workloads.map(([name, most]): [string, Task] => [name, { workload: name, source: "", check: (item) => rangeOf(item, name, most) }]));
  const handles = new Map<unknown, Task>();
  const functions = new WeakMap<object, Task>();

  const readTask = (fn: unknown, memory: Memory): Task => {
    const workload = typeof fn === "string" ? tasks.get(fn) : handles.get(fn);
    if (workload) return workload;
    if (typeof fn === "string") throw outOfRange("fn", fn, `one of ${names.join(", ")}`);
    if (typeof fn !== "function") throw wrongType("fn", fn, "a workload such as everyCore.do_math, its name, or a function");
    if (memory === "shared") throw wrongType("fn", fn, 'a workload: workers with shared memory run no JavaScript function; use { memory: "isolated" }');
    const known = functions.get(fn);
    if (known) return known;
    const source = Function.prototype.toString.call(fn);
    if (NATIVE.test(source)) throw wrongType("fn", fn, "a function with a source to send, not one of the browser's or a bound one: wrap it, as in x => Math.sqrt(x)");
    const task: Task = { workload: "", source };
    functions.set(fn, task);
    return task;
  };

  const Pool = makePool({
    processors: () => Math.min(reported(), MOST_SHARED),
    task: readTask,
    start: (crew, plan) => {
      if (plan.memory === "shared" && notIsolated) throw named("NotIsolatedError", notIsolated);
      if (plan.memory === "shared" && plan.size > MOST_SHARED) {
        throw new RangeError(`a shared pool has at most ${MOST_SHARED} workers, not ${plan.size}: choose fewer, or isolated workers`);
      }
      const site: Site = { ...everyCoreWorker, open: () => everyCoreWorker.open("later/pool-worker.js"), module, mainScript };
      return loaded ? new loaded.Workers(site, crew, plan) : new LateHands(site, crew, plan);
    },
  });

  const made: Record<string, unknown> = { Pool, cpu_count: reported };
  for (const [name, most] of workloads) {
    const call = (...range: unknown[]) => compute(name, Float64Array.from(rangeOf(range, name, most)))[0] ?? "";
    const handle: WorkloadFunction = Object.assign(call, { workload: name as WorkloadFunction["workload"] });
    const task = tasks.get(name);
    if (task) handles.set(handle, task);
    made[name] = handle;
  }
  return made;
}

/** Reads `[start, end]` or `[start, end, steps]`. Every result of `mandelbrot` and `dot` depends on `steps`, the end of the whole range. */
function rangeOf(item: unknown, name: string, most: number): Range {
  const isBound = (bound: unknown): bound is number => typeof bound === "number" && Number.isInteger(bound) && bound >= 0 && bound <= most;
  if (Array.isArray(item) && item.length <= 3) {
    const [start, end, given]: unknown[] = copied(item) ?? [];
    const steps = item.length === 3 && given !== undefined ? given : end;
    if (isBound(start) && isBound(end) && isBound(steps) && start <= end && end <= steps) return [start, end, steps];
  }
  throw new TypeError(`args: [${printed(item)}] is not allowed; the arguments of ${name} must be [start, end] or [start, end, steps], whole numbers with 0 <= start <= end <= steps <= ${most}`);
}

Object.assign(self, { everyCorePool: Object.assign(everyCorePool, { isBusy: () => loaded?.isBusy() ?? false }) });
