// `Pool` as the learner's code sees it: the page's own (`www/pool/`), whose chunks become messages. The page checks them, and computes
// them on a real pool (door.ts).

import type { Crew, Hands } from "../../pool/crew.js";
import { soon } from "../../pool/later.js";
import { makePool as poolOf } from "../../pool/pool.js";
import type { Plan } from "../../pool/pool.js";
import { named, wrongType } from "../../pool/values.js";
import type { Chunk, Task } from "../../pool/work.js";
import type { Config, Fault, Reply } from "./protocol.js";

export type Bounds = [start: number, end: number];

/** What the prelude gives to the pool. */
interface Tools {
  config: () => Config;
  /** Returns the name of a workload of the exercise. */
  named: (fn: unknown) => string;
  boundsOf: (name: string, item: unknown) => Bounds;
  post: (message: readonly unknown[]) => void;
}

const MOST_PIECES = 20_000;
const MOST_POOLS = 4;

/** Returns the class `Pool`, and a function that takes the page's answers. */
export function makePool({ config, named: nameOf, boundsOf, post }: Tools) {
  const waiting = new Map<number, Chunk>();
  const tasks = new Map<string, Task>();
  let calls: unknown[][] = [];
  let pieces = 0, jobs = 0, pools = 0, workers = 0;

  /** Sends a call. All that are made before the next microtask go in one message. */
  const call = (...words: unknown[]): void => {
    if (calls.length === 0) soon(() => { post(["calls", calls]); calls = []; });
    calls.push(words);
  };

  /** The page, as what carries out chunks. It takes all that there are, since its own pool has a queue. */
  class Page implements Hands {
    readonly #crew: Crew;
    readonly #id: number;
    #isFilling = false;
    #isEnded = false;

    constructor(crew: Crew, id: number) {
      this.#crew = crew;
      this.#id = id;
    }

    wake(): void {
      // The code's own iterator may call the pool again.
      if (this.#isFilling) return;
      this.#isFilling = true;
      for (let chunk = this.#crew.next(); chunk && !this.#isEnded; chunk = this.#crew.next()) {
        waiting.set(++jobs, chunk);
        call("job", this.#id, jobs, chunk.work.task.workload, chunk.items);
      }
      this.#isFilling = false;
    }

    stop(): null {
      this.#isEnded = true;
      call("terminate", this.#id);
      return null;
    }

    leave(): Promise<void> {
      call("close", this.#id);
      return Promise.resolve();
    }
  }

  const taskOf = (fn: unknown): Task => {
    const name = nameOf(fn);
    const known = tasks.get(name);
    if (known) return known;
    const check = (item: unknown): Bounds => {
      pieces += 1;
      if (pieces > MOST_PIECES) throw new RangeError(`more than ${MOST_PIECES} pieces in one run: make them larger`);
      return boundsOf(name, item);
    };
    const task: Task = { workload: name, source: "", check };
    tasks.set(name, task);
    return task;
  };

  const start = (crew: Crew, { size, memory, maxTasksPerChild }: Plan): Hands => {
    if (maxTasksPerChild < Infinity) throw wrongType("maxtasksperchild", maxTasksPerChild, "left out in an exercise, where the page keeps the workers");
    if (memory === "shared" && !config().sharedMemory) throw named("NotIsolatedError", "memory cannot be shared on this page; leave { memory } out");
    pools += 1;
    workers += size;
    if (pools > MOST_POOLS || workers > config().mostWorkers) throw new RangeError(`more than ${MOST_POOLS} pools, or ${config().mostWorkers} workers in all: one pool is enough for every exercise`);
    call("pool", pools, size, memory);
    return new Page(crew, pools);
  };

  const settle = (reply: Reply): void => {
    const chunk = waiting.get(reply[1]);
    waiting.delete(reply[1]);
    if (!chunk) return;
    if (reply[0] === "done") chunk.work.take(chunk, reply[2], reply[3].map(([index, fault]) => [index, revived(fault)] as const));
    else chunk.work.fail(chunk, revived(reply[2]));
  };

  const Pool = poolOf({ processors: () => Math.min(config().processors, 256), task: taskOf, start });
  return { Pool, settle };
}

/** Makes an error of the page's again. */
function revived({ name, message }: Fault): Error {
  for (const known of [RangeError, TypeError, SyntaxError]) if (known.name === name) return new known(message);
  return named(name, message);
}
