// Prepares a worker for threads of its own.

// A trap inside an async function becomes a rejection that nobody handles. Reported as an error, it reaches the worker's creator.
const passOn = (event: PromiseRejectionEvent): void => {
  event.preventDefault();
  reportError(event.reason);
};

/** Prepares this worker; `site` is the address of the folder that contains the program. */
export function coordinate(site: string): void {
  // The number of this worker's own workers that have come. The program reads it.
  let came = 0;
  // wasm-bindgen-rayon fetches the script of its threads once for each of them. Here it is fetched once in all, and each thread's
  // copy begins with a line that passes rejections on, too. Its call of the program's start is in a form that wasm-bindgen calls
  // deprecated, on the console of every thread.
  const plainFetch = self.fetch;
  const crate = new URL("snippets/wasm-bindgen-rayon-", site).href;
  let threadScript: Promise<{ blob: () => Blob }> | undefined;
  const fetchOnce = (address: RequestInfo | URL, options?: RequestInit) =>
    String(address).startsWith(crate) ? (threadScript ??= withPassOn(address)) : plainFetch(address, options);
  async function withPassOn(address: RequestInfo | URL): Promise<{ blob: () => Blob }> {
    const text = await (await plainFetch(address)).text();
    const current = text.replace(/pkg\.default\(data\.module,\s*data\.memory\)/, "pkg.default({ module_or_path: data.module, memory: data.memory })");
    const script = new Blob([`addEventListener("unhandledrejection",${passOn});`, current], { type: "text/javascript" });
    return { blob: () => script };
  }

  addEventListener("unhandledrejection", passOn);
  Object.assign(self, {
    everyCoreWorker: { arrived: () => came },
    fetch: fetchOnce,
    Worker: class extends Worker {
      // Not every browser passes an error of a worker's worker on to the page, so this worker reports it as its own.
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        this.addEventListener("message", () => came++, { once: true });
        this.addEventListener("error", (event) => {
          event.preventDefault();
          reportError(new Error(event.message || "a worker of the pool did not load"));
        });
      }
    },
  });
}
