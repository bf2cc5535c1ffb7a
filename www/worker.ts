// The script that every worker begins with, before there is a program in it. The page loads the same file, which gives the program
// `everyCoreWorker.start` there; a worker made by it runs the file from the top. The program does not import this file, because each
// imported module costs every worker a millisecond of its start.

/** The wasm-bindgen module of the program. */
interface Program {
  default(options: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  serveWorker(): void;
}
/** The first message to a worker. */
interface Start {
  module: WebAssembly.Module;
  mainScript: string;
  lock: string;
}
/** What a call of the learner's function threw. Errors are sent in parts, because browsers clone them incompletely. */
type Failure = { index: number; name: string; message: string; stack: string } | { index: number; thrown: unknown };
type LearnersFunction = (...items: unknown[]) => unknown;

declare const WorkerGlobalScope: (new () => object) | undefined;

const inWorker = typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope;
const NAME = "every-core";

let spawned = 0;

/** Starts a worker on the compiled module. `mainScript` is the address of the script that belongs to the module. */
function start(module: WebAssembly.Module, mainScript: string): Worker {
  const address = new URL(import.meta.url);
  // If several workers start at once from one address, WebKit puts only the first under the service worker.
  if (navigator.serviceWorker?.controller) address.search = String(++spawned);
  const worker = new Worker(address, { type: "module", name: NAME });
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

if (inWorker) {
  addEventListener("unhandledrejection", passOn);
  addEventListener("message", instantiate, { once: true });
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
// Not writable, so that functions sent to a worker cannot replace it.
Object.defineProperty(self, "everyCoreWorker", { value: Object.freeze({ start, callEach }) });

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

const functions = new Map<string, LearnersFunction>();

/** Returns the learner's function, made from its source. It sees the worker's globals, and nothing of the page. */
function functionOf(source: string): LearnersFunction {
  const known = functions.get(source);
  if (known) return known;
  if (functions.size > 99) functions.clear();
  const evaluate = (expression: string): unknown => new Function(`return (${expression}\n)`)();
  let found: unknown;
  try {
    found = evaluate(source);
  } catch (error) {
    if (error instanceof EvalError) {
      throw new Error("the site's Content-Security-Policy keeps workers from running a function that was sent to them: the header sent with worker.js must allow 'unsafe-eval' (the page's own need not), or use a workload");
    }
    // The source of a method reads `name() {}`, which is only valid inside an object.
    found = Object.values(evaluate(`{${source}\n}`) as object)[0];
  }
  const made = found as LearnersFunction;
  functions.set(source, made);
  return made;
}

function failure(index: number, thrown: unknown): Failure {
  if (thrown instanceof Error || thrown instanceof DOMException) {
    return { index, name: String(thrown.name), message: String(thrown.message), stack: String(thrown.stack) };
  }
  return cloneError(thrown) ? failure(index, new Error("the function threw something that cannot be sent from a worker")) : { index, thrown };
}

/** Returns why a value cannot be sent from a worker; undefined if it can. */
function cloneError(value: unknown): { message: string } | undefined {
  try {
    structuredClone(value);
    return undefined;
  } catch (error) {
    return error instanceof Error || error instanceof DOMException ? error : { message: String(error) };
  }
}

/** Calls a function with each item, and posts `reply` with the values and the failures. */
async function callEach(
  [source, items, isSpread, keepsGoing]: [source: string, items: unknown[], isSpread: boolean, keepsGoing: boolean], reply: unknown,
): Promise<void> {
  const values = new Array<unknown>(items.length).fill(undefined);
  const failures: Failure[] = [];
  for (let index = 0; index < items.length && (keepsGoing || failures.length === 0); index++) {
    try {
      const call = functionOf(source);
      const value = isSpread ? call(...(items[index] as unknown[])) : call(items[index]);
      // Awaiting a plain value would cost each call a microtask.
      values[index] = isThenable(value) ? await value : value;
    } catch (thrown) {
      failures.push(failure(index, thrown));
    }
  }
  try {
    postMessage([reply, [values, failures]]);
  } catch {
    values.forEach((value, index) => {
      const error = cloneError(value);
      if (!error) return;
      values[index] = undefined;
      failures.push(failure(index, new DOMException(`the function returned a value that cannot be sent from a worker: ${error.message}`, "DataCloneError")));
    });
    failures.sort((one, other) => one.index - other.index);
    postMessage([reply, [values, failures]]);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
