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

let spawned = 0;

/** Makes a worker from a script of the site. */
function open(script: string): Worker {
  const address = new URL(script, import.meta.url);
  // If several workers start at once from one address, WebKit puts only the first under the service worker.
  if (navigator.serviceWorker?.controller) address.search = String(++spawned);
  return new Worker(address, { type: "module", name: NAME });
}

/** Starts a worker on the compiled module. `mainScript` is the address of the script that belongs to the module. The rest is as in `Start`. */
function start(module: WebAssembly.Module, mainScript: string, mostPages: number): Worker {
  const worker = open(import.meta.url);
  const lock = `${NAME} ${Math.random()} ${Math.random()}`;
  worker.addEventListener("message", () => whenFreed(lock, () => {
    worker.dispatchEvent(new ErrorEvent("error", { message: "it ended without an error message" }));
  }), { once: true });
  worker.postMessage({ module, mainScript, lock, mostPages } satisfies Start);
  return worker;
}

/**
 * Calls `then` when the worker that holds the lock has ended. The browser frees the lock however the worker ended, and for some
 * deaths this is the only sign. Without the Web Locks API (on plain http), such a death is not noticed.
 */
function whenFreed(lock: string, then: () => void): void {
  navigator.locks?.request(lock, then).catch(() => {});
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
  Object.assign(self, { everyCoreWorker: { start, open, whenFreed } });
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
