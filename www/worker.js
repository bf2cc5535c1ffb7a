// The few lines of JavaScript a worker needs before there is a program in it. The file is its own worker script: in the page it
// gives the program `everyCoreWorker.start`, and the worker that makes runs it from the top. The program imports nothing from
// it: a module more costs each worker a millisecond of its start.

const inWorker = typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope;
const NAME = "every-core";

let spawned = 0;

// Starts a worker on the compiled module; `mainScript` is the address of the script that belongs to it.
function start(module, mainScript) {
  const address = new URL(import.meta.url);
  // Of several workers that start at once from one address, WebKit puts only the first under the service worker.
  if (navigator.serviceWorker?.controller) address.search = ++spawned;
  const worker = new Worker(address, { type: "module", name: NAME });
  const lock = `${NAME} ${Math.random()} ${Math.random()}`;
  worker.addEventListener("message", () => whenFreed(lock, () => {
    worker.dispatchEvent(new ErrorEvent("error", { message: "it ended without a word" }));
  }), { once: true });
  worker.postMessage({ module, mainScript, lock });
  return worker;
}

// A lock is freed when the worker that holds it ends, however it ends: the one sign of a death that makes no error. Where
// there are no locks (plain http), such a death is not noticed.
function whenFreed(lock, then) {
  navigator.locks?.request(lock, then).catch(() => {});
}

// Takes the lock for as long as this worker lives. Refused is as good as granted: the worker serves all the same.
function hold(lock) {
  return new Promise((held) => {
    const hold = () => {
      held();
      return new Promise(() => {});
    };
    if (navigator.locks) navigator.locks.request(lock, hold).catch(held);
    else held();
  });
}

// A trap inside an async function is a rejection that nobody hears; as an error it reaches whoever made this worker.
const passOn = (event) => {
  event.preventDefault();
  reportError(event.reason);
};

// wasm-bindgen-rayon fetches the script of its threads for each of them. Here it is fetched once, and they pass on too.
const plainFetch = self.fetch;
const crate = new URL("snippets/wasm-bindgen-rayon-", import.meta.url).href;
let threadScript;
const fetchOnce = (address, ...rest) => String(address).startsWith(crate) ? (threadScript ??= withPassOn(address)) : plainFetch(address, ...rest);
async function withPassOn(address) {
  const text = await (await plainFetch(address)).text();
  const script = new Blob([`addEventListener("unhandledrejection",${passOn});`, text], { type: "text/javascript" });
  return { blob: () => script };
}

if (inWorker) {
  addEventListener("unhandledrejection", passOn);
  addEventListener("message", instantiate, { once: true });
  self.fetch = fetchOnce;
  self.Worker = class extends Worker {
    // Not every browser passes an error of a worker's worker on to the page: this worker reports it as its own.
    constructor(...args) {
      super(...args);
      this.addEventListener("error", (event) => {
        event.preventDefault();
        reportError(new Error(event.message || "a worker of the pool did not load"));
      });
    }
  };
}
// Functions that a worker is sent must not get at it.
Object.defineProperty(self, "everyCoreWorker", { value: Object.freeze({ start, callEach }) });

// The first message is what `start` posts. What comes before the program listens is kept for it.
async function instantiate({ data: { module, mainScript, lock } }) {
  const early = [];
  const keep = (event) => early.push(event.data);
  addEventListener("message", keep);
  const held = hold(lock);
  const program = await import(mainScript);
  await program.default({ module_or_path: module });
  await held;
  removeEventListener("message", keep);
  program.serveWorker();
  for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
}

const functions = new Map();

// The learner's function, from its source. It sees the worker's globals, and nothing of the page.
function functionOf(source) {
  if (functions.has(source)) return functions.get(source);
  if (functions.size > 99) functions.clear();
  const evaluate = (expression) => new Function(`return (${expression}\n)`)();
  let found;
  try {
    found = evaluate(source);
  } catch (error) {
    if (error instanceof EvalError) {
      throw new Error("the site's Content-Security-Policy keeps workers from running a function that was sent to them: the header sent with worker.js must allow 'unsafe-eval' (the page's own need not), or use a workload");
    }
    // The source of a method reads `name() {}`, which stands only in an object.
    found = Object.values(evaluate(`{${source}\n}`))[0];
  }
  functions.set(source, found);
  return found;
}

function failure(index, thrown) {
  if (thrown instanceof Error || thrown instanceof DOMException) {
    return { index, name: String(thrown.name), message: String(thrown.message), stack: String(thrown.stack) };
  }
  return unclonable(thrown) ? failure(index, new Error("the function threw something that cannot be sent from a worker")) : { index, thrown };
}

function unclonable(value) {
  try {
    structuredClone(value);
  } catch (error) {
    return error;
  }
}

// Calls a function with each item, and posts `reply` with the values and the failures.
async function callEach([source, items, isSpread, keepsGoing], reply) {
  const values = new Array(items.length).fill();
  const failures = [];
  for (let index = 0; index < items.length && (keepsGoing || !failures.length); index++) {
    try {
      const call = functionOf(source);
      const value = isSpread ? call(...items[index]) : call(items[index]);
      values[index] = typeof value?.then === "function" ? await value : value;
    } catch (thrown) {
      failures.push(failure(index, thrown));
    }
  }
  try {
    postMessage([reply, [values, failures]]);
  } catch {
    values.forEach((value, index) => {
      const error = unclonable(value);
      if (!error) return;
      values[index] = undefined;
      failures.push(failure(index, new DOMException(`the function returned a value that cannot be sent from a worker: ${error.message}`, "DataCloneError")));
    });
    failures.sort((one, other) => one.index - other.index);
    postMessage([reply, [values, failures]]);
  }
}
