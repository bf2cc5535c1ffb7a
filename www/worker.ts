// The script that every worker begins with, before there is a program in it. The page loads the same file, which gives it
// `everyCoreWorker` there; a worker made by it runs the file from the top. A worker of a pool (`pool/serve.ts`) imports the program
// only when it has to compute a workload.

import { serve } from "./pool/serve.js";
import { POOL_WORKER } from "./pool/wire.js";

/** The wasm-bindgen module of the program. */
interface Program {
  default(options: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  serveWorker(): void;
}
/** The first message to a worker of an experiment. */
interface Start {
  module: WebAssembly.Module;
  mainScript: string;
  lock: string;
}

declare const WorkerGlobalScope: (new () => object) | undefined;

const inWorker = typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope;
const NAME = "every-core";

let spawned = 0;

/** Makes a worker that runs this file. */
function open(name: string): Worker {
  const address = new URL(import.meta.url);
  // If several workers start at once from one address, WebKit puts only the first under the service worker.
  if (navigator.serviceWorker?.controller) address.search = String(++spawned);
  return new Worker(address, { type: "module", name });
}

/** Starts a worker on the compiled module. `mainScript` is the address of the script that belongs to the module. */
function start(module: WebAssembly.Module, mainScript: string): Worker {
  const worker = open(NAME);
  const lock = `${NAME} ${Math.random()} ${Math.random()}`;
  worker.addEventListener("message", () => whenFreed(lock, () => {
    worker.dispatchEvent(new ErrorEvent("error", { message: "it ended without an error message" }));
  }), { once: true });
  worker.postMessage({ module, mainScript, lock } satisfies Start);
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

// A trap inside an async function becomes a rejection that nobody handles. Reported as an error, it reaches the worker's creator.
const passOn = (event: PromiseRejectionEvent): void => {
  event.preventDefault();
  reportError(event.reason);
};

// wasm-bindgen-rayon fetches the script of its threads once for each of them. Here it is fetched once in all, and each thread's
// copy begins with a line that passes rejections on, too.
const plainFetch = self.fetch;
const crate = new URL("snippets/wasm-bindgen-rayon-", import.meta.url).href;
let threadScript: Promise<{ blob: () => Blob }> | undefined;
const fetchOnce = (address: RequestInfo | URL, options?: RequestInit) =>
  String(address).startsWith(crate) ? (threadScript ??= withPassOn(address)) : plainFetch(address, options);
async function withPassOn(address: RequestInfo | URL): Promise<{ blob: () => Blob }> {
  const text = await (await plainFetch(address)).text();
  const script = new Blob([`addEventListener("unhandledrejection",${passOn});`, text], { type: "text/javascript" });
  return { blob: () => script };
}

/** Prepares this worker for threads of its own. */
function coordinate(): void {
  addEventListener("unhandledrejection", passOn);
  Object.assign(self, {
    fetch: fetchOnce,
    Worker: class extends Worker {
      // Not every browser passes an error of a worker's worker on to the page, so this worker reports it as its own.
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        this.addEventListener("error", (event) => {
          event.preventDefault();
          reportError(new Error(event.message || "a worker of the pool did not load"));
        });
      }
    },
  });
}

if (!inWorker) {
  Object.assign(self, { everyCoreWorker: { start, open, whenFreed } });
} else if (self.name === POOL_WORKER) {
  serve(coordinate);
} else {
  coordinate();
  addEventListener("message", instantiate, { once: true });
}

/** Handles the first message, which `start` posts. Messages that arrive before the program listens are kept for it. */
async function instantiate({ data: { module, mainScript, lock } }: MessageEvent<Start>): Promise<void> {
  const early: unknown[] = [];
  const keep = (event: MessageEvent) => early.push(event.data);
  addEventListener("message", keep);
  const held = hold(lock);
  const program = (await import(mainScript)) as Program;
  await program.default({ module_or_path: module });
  await held;
  removeEventListener("message", keep);
  program.serveWorker();
  for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
}
