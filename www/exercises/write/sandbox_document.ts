// The document of the frame in which the learner's worker runs: one script, with an origin of its own (`sandbox` without
// `allow-same-origin`) and a policy that lets it start workers from one kind of address and load nothing. The workers inherit both.
//
// A `srcdoc` frame also inherits the page's policy, which forbids inline scripts. `www/hosting/policy.txt` allows this one by its hash,
// and both kinds of address for workers. A test in `xtask/src/publish.rs` compares the hash.
//
// The exercises use `data:`, because on an isolated page WebKit starts no worker from a `blob:` address in such a frame, and Chromium
// none that is a module. Python uses `blob:`, because a worker from `data:` has no shared memory.

/** The frame's script. It starts one worker, hands it its port, and passes the browser's errors on to the page. */
export const SCRIPT = `
addEventListener("message", ({ data, ports: [control, code] }) => {
  let told = 0;
  const tell = (message, line) => ++told < 4 && control.postMessage(["error", String(message ?? "").slice(0, 1000), Number(line) || 0]);
  control.onmessage = () => control.postMessage(["alive"]);
  try {
    const isText = typeof data === "string";
    const worker = new Worker(isText ? "data:text/javascript;charset=utf-8," + encodeURIComponent(data) : URL.createObjectURL(data));
    worker.onerror = (event) => { event.preventDefault(); tell(event.message, event.lineno); };
    worker.postMessage(null, [code]);
  } catch (error) {
    tell(error.message, 0);
  }
}, { once: true });
`;

/** The hash of the script above, as the two policies write it. */
export const SCRIPT_HASH = "sha256-uZC26dt7Di2IpkD5z7FNyhPrNczG9DYOlr4pgS2ZY8M=";

/** Returns the HTML of a frame whose workers come from this kind of address. */
function documentWith(workers: "data:" | "blob:", scripts = ""): string {
  const policy = `default-src 'none'; script-src '${SCRIPT_HASH}'${scripts}; worker-src ${workers}`;
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><title>The learner’s worker</title><script>${SCRIPT}</script>`;
}

/** The HTML of the frame of an exercise. The message to it is the text of a worker. */
export const DOCUMENT = documentWith("data:");
/** The HTML of the frame of Python. The message to it is a blob with the text of a worker, which may compile WebAssembly. */
export const PYTHON_DOCUMENT = documentWith("blob:", " 'wasm-unsafe-eval'");
