// The pools under comparison behind one interface, each used as its own documentation shows:
//   sum(steps)  do_math over 0..steps, one task a worker      one(x)  one empty task
//   many(n)     n empty tasks, in the library's fastest way   close() ends the workers
// `open(workers)` resolves when every worker has answered once.

import workerpool from "workerpool";
import { Pool as ThreadsPool, spawn, Worker as ThreadsWorker } from "threads";
import { wrap } from "comlink";
import { FixedThreadPool } from "poolifier-web-worker";
import { identity } from "./loop.mjs";

const slices = (steps, count) =>
  Array.from({ length: count }, (_, i) => [Math.floor((steps * i) / count), Math.floor((steps * (i + 1)) / count)]);
const added = (parts) => BigInt.asUintN(64, parts.reduce((sum, part) => sum + part, 0n));
const numbers = (count) => Array.from({ length: count }, (_, i) => i);
const at = (file) => new URL(file, import.meta.url).href;

/** Makes a pool from a function that runs one task: `run(method, args)`. */
function tasks(workers, run, close) {
  return {
    sum: async (steps) => added(await Promise.all(slices(steps, workers).map((slice) => run("doMath", slice)))),
    one: (x) => run("identity", [x]),
    many: (count) => Promise.all(numbers(count).map((i) => run("identity", [i]))),
    close,
  };
}

async function ready(pool, workers) {
  await pool.many(workers);
  return pool;
}

const openers = {
  workerpool(workers) {
    const options = { minWorkers: workers, maxWorkers: workers, workerType: "web" };
    const pool = workerpool.pool(at("workerpool-worker.js"), options);
    return ready(tasks(workers, (method, args) => pool.exec(method, args), () => pool.terminate(true)), workers);
  },

  threads(workers) {
    const pool = ThreadsPool(() => spawn(new ThreadsWorker("./peers/threads-worker.js")), workers);
    return ready(tasks(workers, (method, args) => pool.queue((worker) => worker[method](...args)), () => pool.terminate(true)), workers);
  },

  // Comlink has no pool, so tasks go to its proxies in turn.
  comlink(workers) {
    const own = numbers(workers).map(() => new Worker(at("comlink-worker.js")));
    const proxies = own.map((worker) => wrap(worker));
    let turn = 0;
    const run = (method, args) => proxies[turn++ % workers][method](...args);
    return ready(tasks(workers, run, () => own.forEach((worker) => worker.terminate())), workers);
  },

  poolifier(workers) {
    const pool = new FixedThreadPool(workers, new URL("poolifier-worker.js", import.meta.url), { workerOptions: { type: "module" } });
    const own = {
      sum: async (steps) => added(await pool.mapExecute(slices(steps, workers), "doMath")),
      one: (x) => pool.execute(x, "identity"),
      many: (count) => pool.mapExecute(numbers(count), "identity"),
      applied: (count) => Promise.all(numbers(count).map((i) => pool.execute(i, "identity"))),
      close: () => pool.destroy(),
    };
    return ready(own, workers);
  },

  async rayon(workers) {
    const worker = new Worker(at("rayon-worker.js"), { type: "module" });
    const ask = (message) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message || "the worker did not load"));
        worker.postMessage(message);
      });
    await ask({ module: await peerModule(), workers });
    return { sum: (steps) => ask({ steps, tiles: workers }), close: () => worker.terminate() };
  },

  // Every Core's own Pool, through the public API.
  async everyCore(workers) {
    if (typeof everyCore.Pool !== "function") throw new Error("everyCore.Pool is not in this build");
    const pool = new everyCore.Pool(workers, { memory: "isolated" });
    const own = {
      one: (x) => pool.apply_async(identity, [x]).get(),
      many: (count) => pool.map(identity, numbers(count)),
      applied: (count) => Promise.all(numbers(count).map((i) => pool.apply_async(identity, [i])).map((job) => job.get())),
      close: () => pool.terminate(),
    };
    await own.applied(workers);
    return own;
  },
};

let module;
/** Returns the compiled module of bare wasm-bindgen-rayon. It is compiled once, like Every Core's. */
export const peerModule = () => (module ??= WebAssembly.compileStreaming(fetch(at("wasm/every_core_peers_bg.wasm"))));

export async function open(name, workers) {
  return openers[name](workers);
}
