// The few lines of JavaScript a worker needs before there is a program in it. The file is its own worker script: the page
// imports `spawnWorker` from it, and the worker it makes runs it from the top.

const inWorker = typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope;
const NAME = "every-core";

let spawned = 0;

export function spawnWorker() {
  const address = new URL(import.meta.url);
  // Of several workers that start at once from one address, WebKit puts only the first under the service worker.
  if (navigator.serviceWorker?.controller) address.search = ++spawned;
  return new Worker(address, { type: "module", name: NAME });
}

// WebKit runs this file a second time when the main script imports it in a worker that it started.
if (inWorker && !self.everyCoreWorker) {
  self.everyCoreWorker = true;
  // A trap inside an async function is a rejection that nobody hears; as an error it reaches whoever made this worker.
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    reportError(event.reason);
  });
  if (self.name === NAME) {
    addEventListener("message", instantiate, { once: true });
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
}

// The first message: the compiled module and the address of the main script that belongs to it.
async function instantiate({ data: { module, mainScript } }) {
  const program = await import(mainScript);
  await program.default({ module_or_path: module });
  program.serveWorker();
}
