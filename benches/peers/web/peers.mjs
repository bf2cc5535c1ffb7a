// What the bench calls in the page, as `window.peers`. Every function resolves with { value, checksum? }; times are
// milliseconds unless the name says otherwise.

import { doMath } from "./loop.mjs";
import { open, peerModule } from "./pools.mjs";

const kept = new Map();
const programs = new Map();
let instances = 0;

async function keptPool(name, workers) {
  const key = `${name} ${workers}`;
  if (!kept.has(key)) kept.set(key, await open(name, workers));
  return kept.get(key);
}

async function timed(work) {
  const begin = performance.now();
  const result = await work();
  return [performance.now() - begin, result];
}

function expectNumbers(results, count) {
  if (results.length !== count || results.some((result, i) => result !== i)) throw new Error("a task gave back something else");
}

export const peers = {
  /** The loop in JavaScript, on the page's own thread. */
  jsSerial(steps) {
    const begin = performance.now();
    const checksum = doMath(0, steps);
    return { value: performance.now() - begin, checksum: String(checksum) };
  },

  /** The bare kernel on the page's own thread; `build` is "wasm" (shared memory) or "wasm-single" (no atomics). */
  async wasmSerial(build, workload, steps) {
    if (!programs.has(build)) {
      const program = await import(new URL(`${build}/every_core_peers.js`, import.meta.url).href);
      await program.default();
      programs.set(build, program);
    }
    const program = programs.get(build);
    const begin = performance.now();
    const checksum = program.serial(workload, steps);
    return { value: performance.now() - begin, checksum: String(checksum) };
  },

  async sum(name, workers, steps) {
    const pool = await keptPool(name, workers);
    const [value, checksum] = await timed(() => pool.sum(steps));
    return { value, checksum: String(checksum) };
  },

  /** From nothing to every worker having answered. */
  async spawn(name, workers) {
    await peerModule();
    const [value, pool] = await timed(() => open(name, workers));
    await pool.close();
    return { value };
  },

  /** Only wasm-bindgen-rayon's threads, on an instance in the page: it can be done once in an instance, so each is fresh. */
  async spawnOnPage(workers) {
    const program = await import(new URL(`wasm/every_core_peers.js?${instances++}`, import.meta.url).href);
    await program.default({ module_or_path: await peerModule() });
    // The crate keeps its workers to itself, and never ends them.
    const own = [];
    const PlainWorker = window.Worker;
    window.Worker = class extends PlainWorker {
      constructor(...args) {
        super(...args);
        own.push(this);
      }
    };
    try {
      const [value] = await timed(() => program.initThreadPool(workers));
      return { value };
    } finally {
      window.Worker = PlainWorker;
      for (const worker of own) worker.terminate();
    }
  },

  /** Microseconds of one empty task's way there and back. */
  async roundTripUs(name, workers, count) {
    const pool = await keptPool(name, workers);
    const results = [];
    const [ms] = await timed(async () => {
      for (let i = 0; i < count; i++) results.push(await pool.one(i));
    });
    expectNumbers(results, count);
    return { value: (ms * 1e3) / count };
  },

  /** Empty tasks per second; `how` is "many" (the library's best) or "applied" (one call a task). */
  async tasksPerSecond(name, workers, count, how) {
    const pool = await keptPool(name, workers);
    const [ms, results] = await timed(() => (pool[how] ?? pool.many)(count));
    expectNumbers(results, count);
    return { value: (count / ms) * 1e3 };
  },

  /** Ends a pool in the middle of its work: until its promise is settled. */
  async cancel(name, workers, steps, afterMs) {
    const pool = await open(name, workers);
    const work = pool.sum(steps).then(() => "done", () => "ended");
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const begin = performance.now();
    await pool.close();
    const never = new Promise((resolve) => setTimeout(resolve, 3000, "hangs"));
    const outcome = await Promise.race([work, never]);
    if (outcome !== "ended") throw new Error(`the promise of ended work ${outcome === "done" ? "was kept" : "is never settled"}`);
    return { value: performance.now() - begin };
  },

  /** Opens a pool, lets it work once and ends it. */
  async use(name, workers, steps) {
    const pool = await open(name, workers);
    const checksum = await pool.sum(steps);
    await pool.close();
    return { value: 0, checksum: String(checksum) };
  },

  /** A pool that stays, for looking at its memory. */
  async hold(name, workers) {
    await keptPool(name, workers);
    return { value: 0 };
  },

  async closeAll() {
    for (const pool of kept.values()) await pool.close();
    kept.clear();
    return { value: 0 };
  },

  /** How many pools are kept. */
  kept: () => kept.size,
};

// The page draws its pulse for ever, which takes a tenth of a core and more: it sleeps while others are asked. While it is
// asked itself it is as a reader has it.
const drawn = window.requestAnimationFrame.bind(window);
const held = [];
let awake = false;
window.requestAnimationFrame = (callback) => (awake ? drawn(callback) : held.push(callback));
const still = new CSSStyleSheet();
still.replaceSync("*, *::before, *::after { animation: none !important }");
document.adoptedStyleSheets = [still];

peers.awake = async (question) => {
  awake = true;
  still.disabled = true;
  for (const callback of held.splice(0)) drawn(callback);
  try {
    return await question();
  } finally {
    awake = false;
    still.disabled = false;
  }
};

window.peers = peers;
