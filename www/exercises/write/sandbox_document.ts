// The document of the frame in which the learner's worker runs: one script, with an origin of its own (`sandbox` without
// `allow-same-origin`) and a policy that lets it start workers from `data:` addresses and load nothing. The workers inherit both.
//
// A `srcdoc` frame also inherits the page's policy, which forbids inline scripts. `www/hosting/policy.txt` allows this one by its hash,
// and `data:` for workers. `blob:` does not work: on an isolated page WebKit starts no worker from a `blob:` address in such a frame, and
// Chromium none that is a module. A test in `xtask/src/publish.rs` compares the hash.

/** The frame's script. It starts one worker, hands it its port, and passes the browser's errors on to the page. */
export const SCRIPT = `
addEventListener("message", ({ data, ports: [control, code] }) => {
  let told = 0;
  const tell = (message, line) => ++told < 4 && control.postMessage(["error", String(message ?? ""), Number(line) || 0]);
  control.onmessage = () => control.postMessage(["alive"]);
  try {
    const worker = new Worker("data:text/javascript;charset=utf-8," + encodeURIComponent(data));
    worker.onerror = (event) => { event.preventDefault(); tell(event.message, event.lineno); };
    worker.postMessage(null, [code]);
  } catch (error) {
    tell(error.message, 0);
  }
}, { once: true });
`;

/** The hash of the script above, as the two policies write it. */
export const SCRIPT_HASH = "sha256-2rfGyvAu4tgGUW5i+JC8R2YR9JbzoOkLTBuF0b6WCzw=";

const POLICY = `default-src 'none'; script-src '${SCRIPT_HASH}'; worker-src data:`;

/** The HTML of the frame. */
export const DOCUMENT = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>The learner’s worker</title><script>${SCRIPT}</script>`;
