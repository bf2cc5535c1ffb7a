// The frame in which the learner's worker lives: a document of one script, with an origin of its own (`sandbox` without
// `allow-same-origin`) and a policy that lets it start workers from `data:` addresses and load nothing at all. Those workers
// inherit both.
//
// A frame made of text inherits the page's policy, too, which forbids scripts inside of pages: `www/hosting/policy.txt` allows
// this very script, by its hash, and `data:` for workers. `blob:` would not do: on an isolated page WebKit starts no worker from
// one in a frame like this, and Chromium none that is a module. `tests/hosting.rs` compares the hash.

/** What the frame does: it starts one worker, hands it its port, and tells the page what the browser says about it. */
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

/** Of the script above, as the two policies write it. */
export const SCRIPT_HASH = "sha256-2rfGyvAu4tgGUW5i+JC8R2YR9JbzoOkLTBuF0b6WCzw=";

const POLICY = `default-src 'none'; script-src '${SCRIPT_HASH}'; worker-src data:`;

/** The frame's document. */
export const DOCUMENT = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>The learner’s worker</title><script>${SCRIPT}</script>`;
