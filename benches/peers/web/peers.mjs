// Functions that the bench calls in the page, as `window.peers`. Each resolves to { value, checksum? }, where `value` is in
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
  if (results.length !== count || results.some((result, i) => result !== i)) throw new Error("a task returned a wrong result");
}

export const peers = {
  /** Runs the loop in JavaScript on the page's main thread. */
  jsSerial(steps) {
    const begin = performance.now();
    const checksum = doMath(0, steps);
    return { value: performance.now() - begin, checksum: String(checksum) };
  },

  /** Runs the bare kernel on the page's main thread; `build` is "wasm" (shared memory) or "wasm-single" (no atomics). */
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

  /** Measures the time until every worker of a new pool has answered. */
  async spawn(name, workers) {
    await peerModule();
    const [value, pool] = await timed(() => open(name, workers));
    await pool.close();
    return { value };
  },

  /** Measures `initThreadPool` alone, in the page. An instance can start its threads once, so each call makes a new instance. */
  async spawnOnPage(workers) {
    const program = await import(new URL(`wasm/every_core_peers.js?${instances++}`, import.meta.url).href);
    await program.default({ module_or_path: await peerModule() });
    // The crate has no function that ends its workers, so they are recorded here and ended below.
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

  /** Measures the round trip of one empty task, in microseconds. */
  async roundTripUs(name, workers, count) {
    const pool = await keptPool(name, workers);
    const results = [];
    const [ms] = await timed(async () => {
      for (let i = 0; i < count; i++) results.push(await pool.one(i));
    });
    expectNumbers(results, count);
    return { value: (ms * 1e3) / count };
  },

  /** Measures empty tasks per second; `how` is "many" (the library's fastest way) or "applied" (one call a task). */
  async tasksPerSecond(name, workers, count, how) {
    const pool = await keptPool(name, workers);
    const [ms, results] = await timed(() => (pool[how] ?? pool.many)(count));
    expectNumbers(results, count);
    return { value: (count / ms) * 1e3 };
  },

  /** Ends a pool in the middle of its work, and measures the time until the promise is settled. */
  async cancel(name, workers, steps, afterMs) {
    const pool = await open(name, workers);
    const work = pool.sum(steps).then(() => "done", () => "ended");
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const begin = performance.now();
    await pool.close();
    const never = new Promise((resolve) => setTimeout(resolve, 3000, "hangs"));
    const outcome = await Promise.race([work, never]);
    if (outcome !== "ended") throw new Error(`the promise of ended work ${outcome === "done" ? "was fulfilled" : "is not settled within 3 s"}`);
    return { value: performance.now() - begin };
  },

  /** Opens a pool, runs one sum on it and ends it. */
  async use(name, workers, steps) {
    const pool = await open(name, workers);
    const checksum = await pool.sum(steps);
    await pool.close();
    return { value: 0, checksum: String(checksum) };
  },

  /** Opens a pool and keeps it, so that its memory can be measured. */
  async hold(name, workers) {
    await keptPool(name, workers);
    return { value: 0 };
  },

  async closeAll() {
    for (const pool of kept.values()) await pool.close();
    kept.clear();
    return { value: 0 };
  },

  /** Returns how many pools are kept. */
  kept: () => kept.size,
};

// The page's animation takes at least a tenth of a core, so it stands still while other browsers and processes are measured. It
// runs while anything in this page is measured, as it does for a reader.
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
