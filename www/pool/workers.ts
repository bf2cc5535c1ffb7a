// The workers of a pool on a page: their start, the chunks that they hold, and what happens when one is lost.
//
// A worker has one batch at a time, so that no task waits behind a long one while another worker is free. A batch is one chunk. Only
// where many single calls wait whose function has been measured as short, several go together: at most a millisecond of them, and at
// most the share of the queue that leaves the other workers as much.

import { asNumbers, batchOf, measure, Slots } from "./batches.js";
import type { Batch } from "./batches.js";
import type { Crew, Hands } from "./crew.js";
import type { Plan } from "./pool.js";
import { unpack } from "./thrown.js";
import { endInTurns, startInTurns, whenEnded } from "./turns.js";
import { named } from "./values.js";
import type { CallGroup, FromWorker, Range, ToWorker } from "./wire.js";
import type { Chunk } from "./work.js";

/** What the program and `worker.ts` give to pools. */
export interface Site {
  /** Makes a worker that runs `pool-worker.ts`. */
  open: () => Worker;
  whenFreed: (worker: Worker, lock: string, then: () => void) => void;
  /** Returns null if workers can be made now, or else a promise that resolves when they can. */
  room: () => Promise<unknown> | null;
  /** Notes that some workers did not come. */
  short: () => void;
  module: () => WebAssembly.Module;
  mainScript: string;
}

/** The time for a worker to start, in turns of the page's event loop. A page that was blocked counts one turn for that time. */
const START_TURNS = 10;
const TURN_MS = 2000;
/** How long a worker that has nothing to do may take to say what its tasks left behind. */
const LEAVE_MS = 500;
const UNREADABLE = "a value could not be read on the other side";

/** One worker, from its start to its end. */
interface Place {
  worker: Worker;
  secret: string;
  isUp: boolean;
  isGone: boolean;
  /** The turns that it has left to start or to load the program; 0 while it does neither. */
  turnsLeft: number;
  /** Whether it was told to load the program, and whether it has. */
  isLoaded: boolean;
  hasLoaded: boolean;
  batches: Map<number, Batch>;
  functions: string[];
  hasCalled: boolean;
  chunksDone: number;
  left: (() => void) | null;
}

/** The batches that the workers of all pools have. */
let held = 0;

/** Whether any pool of the page has work in hand. */
export const isBusy = (): boolean => held > 0;

export class Workers implements Hands {
  readonly #crew: Crew;
  readonly #plan: Plan;
  readonly #site: Site;
  readonly #slots = new Slots();
  #places: Place[] = [];
  /** Chunks of workers that could not load the program, for other workers. */
  #returned: Chunk[] = [];
  #batches = 0;
  #isWoken = false;
  #isEnded = false;
  #clock: number | undefined;

  constructor(site: Site, crew: Crew, plan: Plan) {
    this.#site = site;
    this.#crew = crew;
    this.#plan = plan;
    try {
      this.#begin(plan.memory === "shared" ? 1 : plan.size);
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  get #isShared(): boolean {
    return this.#plan.memory === "shared";
  }

  /** Starts so many workers, but not all in one turn: at once if there is room, which is known when those of earlier pools have ended. */
  #begin(left: number): void {
    const next = (): boolean => {
      if (this.#isEnded) return false;
      this.#start();
      left -= 1;
      return left > 0;
    };
    const fail = (error: unknown): void => {
      if (this.#places.length === 0) this.#giveUp(error as Error);
    };
    const room = whenEnded()?.then(() => this.#site.room()) ?? this.#site.room();
    if (room) room.then(() => startInTurns({ next, fail })).catch(fail);
    else startInTurns({ next, fail });
  }

  #start(): void {
    let worker: Worker;
    try {
      worker = this.#site.open();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw named("BrokenPoolError", `this browser did not let the page start a worker (${message}): allow workers for this site, or try another browser`);
    }
    const place: Place = {
      worker, secret: "", isUp: false, isGone: false, turnsLeft: START_TURNS, isLoaded: false, hasLoaded: false, batches: new Map(),
      functions: [], hasCalled: false, chunksDone: 0, left: null,
    };
    this.#places.push(place);
    worker.addEventListener("message", ({ data }) => this.#hear(place, data));
    worker.addEventListener("messageerror", () => place.isGone || this.#unreadable(place));
    worker.addEventListener("error", (event) => {
      // It is handled here, so the browser need not report it.
      event.preventDefault();
      // An error without a message means that the script did not load.
      this.#lose(place, event.message ? stopped(event.message) : "the worker's script failed to load: check the connection, reload the page, and run again");
    });
    if (this.#isShared) this.#load(place);
    this.#watch();
  }

  #post = ({ worker }: Place, message: ToWorker, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);

  #load(place: Place): void {
    place.isLoaded = true;
    place.turnsLeft = START_TURNS;
    this.#post(place, ["load", this.#site.module(), this.#site.mainScript, this.#isShared ? this.#plan.size : 0]);
    this.#watch();
  }

  /** Counts turns while a worker starts. */
  #watch(): void {
    this.#clock ??= window.setTimeout(() => {
      this.#clock = undefined;
      for (const place of this.#places.filter(({ turnsLeft }) => turnsLeft > 0)) {
        place.turnsLeft -= 1;
        if (place.turnsLeft === 0) this.#late(place);
      }
      if (this.#places.some(({ turnsLeft }) => turnsLeft > 0)) this.#watch();
    }, TURN_MS);
  }

  #late(place: Place): void {
    this.#site.short();
    const { size } = this.#plan;
    const came = this.#isShared ? "its threads did not all come" : `${this.#places.filter(({ isUp }) => isUp).length} of ${size} workers came`;
    const seconds = (START_TURNS * TURN_MS) / 1000;
    this.#lose(place, `the pool of ${size} was not ready after ${seconds} s (${came}): close other tabs or choose fewer workers, and run again`);
  }

  /** Takes a message. One without the worker's secret was posted by a task, and is nothing to the pool. */
  #hear(place: Place, data: unknown): void {
    if (place.isGone || !Array.isArray(data)) return;
    const [secret, ...rest]: unknown[] = data;
    if (place.secret === "" && typeof secret === "string") place.secret = secret;
    if (secret !== place.secret) return;
    const message = rest as FromWorker;
    switch (message[0]) {
      case "up":
        if (message[1]) this.#site.whenFreed(place.worker, message[1], () => this.#lose(place, stopped("it ended without an error message")));
        if (this.#isShared) return;
        place.turnsLeft = 0;
        if (this.#plan.initializer) this.#initialize(place, this.#plan.initializer);
        else this.#welcome(place);
        return;
      case "ready":
        this.#welcome(place);
        return;
      case "loaded":
        place.turnsLeft = 0;
        place.hasLoaded = true;
        if (this.#isShared) this.#welcome(place);
        return;
      case "done":
        this.#take(place, message[1], message[2], message[3].map(([index, error]) => [index, unpack(error)]), message[4]);
        return;
      case "stray": {
        const error = unpack(message[1]);
        this.#crew.stray += 1;
        console.warn(`everyCore: a task of a Pool left an error behind: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`, error);
        return;
      }
      case "refused": {
        const cause = unpack(message[1]);
        this.#giveUp(named("BrokenPoolError", `the initializer failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }));
        return;
      }
      case "broken":
        this.#lose(place, stopped(message[1]));
        return;
      case "left":
        place.left?.();
    }
  }

  #initialize(place: Place, { source, args }: NonNullable<Plan["initializer"]>): void {
    try {
      this.#post(place, ["initialize", source, args]);
    } catch (cause) {
      this.#giveUp(named("BrokenPoolError", `initargs cannot be sent to a worker: ${String(cause)}`, { cause }));
    }
  }

  #welcome(place: Place): void {
    place.isUp = true;
    this.wake();
  }

  wake(): void {
    if (this.#isWoken) return;
    this.#isWoken = true;
    // Everything that is submitted in the same turn is known by then.
    queueMicrotask(() => {
      this.#isWoken = false;
      this.#fill();
    });
  }

  /** Gives a batch to every worker that is free, for as long as there are any. */
  #fill(): void {
    const seats = this.#isShared ? this.#plan.size : 1;
    // One each, and then the next: with shared memory one place has many seats.
    for (let given = true; given;) {
      given = false;
      for (const place of [...this.#places]) {
        if (this.#isEnded || !place.isUp || place.isGone || place.batches.size >= seats) continue;
        const chunk = this.#next();
        if (!chunk) return;
        this.#send(place, batchOf(chunk, this.#crew, this.#plan.size, this.#plan.maxTasksPerChild - place.chunksDone));
        given = true;
      }
    }
  }

  #next(): Chunk | null {
    for (let chunk = this.#returned.shift(); chunk; chunk = this.#returned.shift()) if (!chunk.work.isOver) return chunk;
    return this.#crew.next();
  }

  #send(place: Place, chunks: Chunk[]): void {
    const id = ++this.#batches;
    const [first] = chunks;
    if (!first) return;
    const { task, isSpread, keepsGoing } = first.work;
    const items = chunks.length === 1 ? first.items : chunks.map((chunk) => chunk.items[0]);
    place.batches.set(id, { chunks, items: items.length });
    held += 1;
    try {
      if (task.workload) {
        if (!place.isLoaded) this.#load(place);
        this.#post(place, ["compute", id, task.workload, items as Range[]]);
        return;
      }
      const slot = this.#slots.of(task.source);
      const isKnown = place.functions[slot] === task.source;
      const numbers = isSpread ? null : asNumbers(items);
      const group: CallGroup = [slot, isKnown ? null : task.source, isSpread, keepsGoing || chunks.length > 1, numbers ?? items];
      this.#post(place, ["call", id, [group]], numbers ? [numbers.buffer] : []);
      place.functions[slot] = task.source;
      place.hasCalled = true;
    } catch (error) {
      place.batches.delete(id);
      held -= 1;
      this.#unsent(place, chunks, error);
    }
  }

  /** Handles arguments that cannot be sent. In a batch only some may be of that kind, so each is tried alone. */
  #unsent(place: Place, chunks: Chunk[], error: unknown): void {
    if (chunks.length > 1) {
      for (const chunk of chunks) {
        chunk.work.isDrained = false;
        delete chunk.work.task.costMs;
        this.#crew.offer(chunk.work);
      }
      return;
    }
    const message = `args cannot be sent to a worker: ${error instanceof Error || error instanceof DOMException ? error.message : String(error)}`;
    for (const chunk of chunks) chunk.work.fail(chunk, new DOMException(message, "DataCloneError"));
    if (!place.isGone) this.wake();
  }

  #take(place: Place, id: number, values: ArrayLike<unknown>, failures: readonly (readonly [number, unknown])[], tookMs: number): void {
    const batch = place.batches.get(id);
    if (!batch) return;
    place.batches.delete(id);
    held -= 1;
    place.chunksDone += batch.chunks.length;
    measure(batch, tookMs);
    const [first] = batch.chunks;
    if (first && batch.chunks.length === 1) first.work.take(first, values, failures);
    else {
      let failed = 0;
      for (const [index, chunk] of batch.chunks.entries()) {
        const failure = failures[failed];
        const hasFailed = failure?.[0] === index;
        if (hasFailed) failed += 1;
        chunk.work.take(chunk, [values[index]], hasFailed ? [[0, failure[1]]] : []);
      }
    }
    if (place.chunksDone >= this.#plan.maxTasksPerChild && !place.isGone && !this.#isEnded) this.#replace(place);
    this.wake();
  }

  /** Handles a message that the browser could not read. A worker with one batch is known to mean that. */
  #unreadable(place: Place): void {
    for (const [id, { items }] of place.batches) {
      const error = new DOMException(`the result cannot be sent from a worker: ${UNREADABLE}`, "DataCloneError");
      this.#take(place, id, [], Array.from({ length: items }, (_, index) => [index, error] as const), Infinity);
    }
  }

  #end(place: Place): void {
    place.isGone = true;
    place.isUp = false;
    place.turnsLeft = 0;
    held -= place.batches.size;
    endInTurns(place.worker);
    place.left?.();
    this.#places = this.#places.filter((other) => other !== place);
  }

  /** Puts a new worker in the place of one that has done what it may. */
  #replace(place: Place): void {
    this.#end(place);
    try {
      this.#begin(1);
    } catch (error) {
      if (this.#places.length === 0) this.#giveUp(error as Error);
    }
  }

  /** Handles the loss of a worker. The jobs that it held reject, and another worker takes its place. */
  #lose(place: Place, reason: string): void {
    if (place.isGone) return;
    const { isUp, batches } = place;
    this.#end(place);
    if (this.#isEnded) return;
    const others = this.#places.length;
    if (!isUp) {
      // Another one would not come either.
      if (others === 0) this.#giveUp(new Error(reason));
      else if (this.#places.some((other) => other.isUp)) console.warn(`everyCore: a Pool goes on with ${others} of its workers: ${reason}`);
      return;
    }
    if (place.isLoaded && !place.hasLoaded && others > 0) {
      // Most often there is no room for its memory, and then there is none for another worker's. It has computed nothing yet.
      for (const { chunks } of batches.values()) this.#returned.push(...chunks);
      console.warn(`everyCore: a Pool goes on with ${others} of its workers: ${reason}`);
      this.wake();
      return;
    }
    if (batches.size === 0) console.warn(`everyCore: an idle worker of a Pool is gone: ${reason}`);
    const error = named("BrokenPoolError", `the worker that held this job is gone (${reason}); the job is lost, and another worker goes on`);
    for (const { chunks } of batches.values()) for (const chunk of chunks) chunk.work.fail(chunk, error);
    if (this.#isEnded) return;
    try {
      this.#begin(1);
    } catch (failure) {
      if (others === 0) return this.#giveUp(failure as Error);
    }
    this.wake();
  }

  #giveUp(fault: Error): void {
    this.#crew.giveUp(fault);
  }

  stop(): Promise<void> | null {
    this.#isEnded = true;
    window.clearTimeout(this.#clock);
    // Those that never came are first: they show that there was no room (`room` in worker.ts).
    for (const place of [...this.#places].sort((a, b) => Number(a.isUp) - Number(b.isUp))) this.#end(place);
    return whenEnded();
  }

  async leave(): Promise<void> {
    this.#isEnded = true;
    const asked = this.#places.filter((place) => place.hasCalled && place.isUp && place.batches.size === 0);
    const all = asked.map((place) => new Promise<void>((resolve) => {
      place.left = resolve;
      this.#post(place, ["leave"]);
    }));
    let timer: number | undefined;
    if (all.length > 0) await Promise.race([Promise.all(all), new Promise((resolve) => (timer = window.setTimeout(resolve, LEAVE_MS)))]);
    window.clearTimeout(timer);
    await this.stop();
  }
}

const stopped = (message: string): string => `a worker stopped with an error (${message}): its run does not count; run again to use a new pool`;
