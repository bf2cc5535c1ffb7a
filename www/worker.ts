// The script that an experiment's worker begins with, before there is a program in it. The page loads the same file, which gives it
// `everyCoreWorker` there; a worker made by it runs the file from the top. The workers of `everyCore.Pool` run `pool/worker.ts`.

import { coordinate } from "./coordinate.js";

/** The wasm-bindgen module of the program. */
interface Program {
  default(options: { module_or_path: WebAssembly.Module; memory?: WebAssembly.Memory | undefined }): Promise<unknown>;
  serveWorker(): void;
}
/** The first message to a worker of an experiment. */
interface Start {
  module: WebAssembly.Module;
  mainScript: string;
  lock: string;
  /** The most pages of the worker's memory; 0 for as many as the module says. */
  mostPages: number;
}

declare const WorkerGlobalScope: (new () => object) | undefined;

const inWorker = typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope;
const NAME = "every-core";

/** At least as many pages as the module begins with, which only its own text says. `tests/site.rs` compares them. */
const PAGES = 24;

/** The time after which the browser has forgotten a worker that has ended. */
const FORGOTTEN_MS = 2_000;
/** The longest wait for workers to end. On a busy machine it takes seconds. */
const MOST_ENDING_MS = 22_000;
/** How long a worker that was ended before it came counts as one for which there was no room, if the page had many. */
const DOUBT_MS = 60_000;
/** A page may always have so many workers. Firefox allows 512 unless a setting says otherwise. */
const FEW = 10;

let spawned = 0;
/** Until when it is known, or may be, that this page has no room for more workers; in milliseconds of its clock. */
let shortUntilMs = 0;
/** The workers that were not told to end, and the most that there were since there was none. */
const alive = new Set<Worker>();
let mostAlive = 0;
/** For each worker that has come, what resolves when it has ended. */
const freed = new WeakMap<Worker, Promise<void> | undefined>();
/** Resolves when all workers that were told to end have ended. */
let ended: Promise<unknown> = Promise.resolve();

/** Makes a worker from a script of the site. */
function open(script: string): Worker {
  const address = new URL(script, import.meta.url);
  // If several workers start at once from one address, WebKit puts only the first under the service worker.
  if (navigator.serviceWorker?.controller) address.search = String(++spawned);
  const worker = new Worker(address, { type: "module", name: NAME });
  mostAlive = Math.max(mostAlive, alive.add(worker).size);
  worker.terminate = () => {
    Worker.prototype.terminate.call(worker);
    // It waited for a place, or was still starting.
    if (!freed.has(worker) && mostAlive > FEW) shortUntilMs = Math.max(shortUntilMs, performance.now() + DOUBT_MS);
    const gone = Promise.resolve(freed.get(worker)).then(() => new Promise((resolve) => setTimeout(resolve, FORGOTTEN_MS)));
    ended = Promise.all([ended, gone]);
    alive.delete(worker);
    if (alive.size === 0) mostAlive = 0;
  };
  return worker;
}

/**
 * Returns null if workers can be made now, or else a promise that resolves when they can. Firefox 153 freezes a page for ever if it has
 * as many workers as it may, and a new one waits for the place of one that is still ending. So where there was no room before, those
 * that were told to end are waited for.
 */
function room(): Promise<unknown> | null {
  if (performance.now() > shortUntilMs || !navigator.userAgent.includes("Firefox/")) return null;
  const known = ended;
  // The workers of a large pool end over several turns.
  const all = known.then(() => (known === ended ? null : room()));
  return Promise.race([all, new Promise((resolve) => setTimeout(resolve, MOST_ENDING_MS))]);
}

/** Notes that some workers did not come. */
function short(): void {
  shortUntilMs = Infinity;
}

/** Starts a worker on the compiled module. `mainScript` is the address of the script that belongs to the module. The rest is as in `Start`. */
function start(module: WebAssembly.Module, mainScript: string, mostPages: number): Worker {
  const worker = open(import.meta.url);
  const lock = `${NAME} ${Math.random()} ${Math.random()}`;
  worker.addEventListener("message", () => whenFreed(worker, lock, () => {
    worker.dispatchEvent(new ErrorEvent("error", { message: "it ended without an error message" }));
  }), { once: true });
  worker.postMessage({ module, mainScript, lock, mostPages } satisfies Start);
  return worker;
}

/**
 * Calls `then` when the worker, which holds the lock, has ended. The browser frees the lock however the worker ended, and for some
 * deaths this is the only sign. Without the Web Locks API (on plain http), such a death is not noticed.
 */
function whenFreed(worker: Worker, lock: string, then: () => void): void {
  freed.set(worker, navigator.locks?.request(lock, then).catch(() => {}));
}

/** Takes the lock for as long as this worker lives. Resolves also if the lock is refused, because the worker works without it. */
function hold(lock: string): Promise<void> {
  return new Promise((held) => {
    const keepForEver = () => {
      held();
      return new Promise<never>(() => {});
    };
    if (navigator.locks) navigator.locks.request(lock, keepForEver).catch(() => held());
    else held();
  });
}

if (!inWorker) {
  Object.assign(self, { everyCoreWorker: { start, open, whenFreed, room, short } });
} else {
  coordinate(import.meta.url);
  addEventListener("message", instantiate, { once: true });
}

/** Handles the first message, which `start` posts. Messages that arrive before the program listens are kept for it. */
async function instantiate({ data: { module, mainScript, lock, mostPages } }: MessageEvent<Start>): Promise<void> {
  const early: unknown[] = [];
  const keep = (event: MessageEvent) => early.push(event.data);
  addEventListener("message", keep);
  const held = hold(lock);
  const program = (await import(mainScript)) as Program;
  await program.default({ module_or_path: module, memory: mostPages ? new WebAssembly.Memory({ initial: PAGES, maximum: mostPages, shared: true }) : undefined });
  await held;
  removeEventListener("message", keep);
  program.serveWorker();
  for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
}
