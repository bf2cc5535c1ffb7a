// What stands in front of the learner's code, in its worker: it takes away what the code has no use for, and gives it `Pool`,
// the workloads, `console` and `answer`. It is sent as text, so it sees nothing of this file but its own lines.
//
// The fence is not built here. The frame around the worker has an origin of its own and a policy that forbids all loading
// (sandbox.js). Taking things away only turns the browsers' terse refusals into sentences. The limits on output and answers keep
// honest code from flooding the page; the port is in nobody's hands but this function's, as long as the code stays within its own.
// Where it does not, the page counts for itself what it gets.

/**
 * @typedef {object} Config
 * @property {number} processors what the browser reports
 * @property {number} mostWorkers in all pools together
 * @property {boolean} sharedMemory whether a pool may share memory
 * @property {Record<string, unknown>} constants what the exercise gives: `STEPS`, `ranges`
 * @property {readonly string[]} workloads those of this exercise
 * @property {boolean} takesFractions bounds may be fractions, as in the lecture: a step that is begun is done
 * @property {number} firstLine the learner's first line in the whole program
 * @property {readonly string[]} faults the ranges, written `start,end`, that `brittle` fails for
 */

/** @returns {(main: () => Promise<void>) => void} */
export function prelude() {
  "use strict";
  const LONGEST_LINE = 1000, MOST_LINES = 200, MOST_PIECES = 20_000, MOST_IN_ANSWER = 1000;
  const later = self.setTimeout.bind(self), listen = self.addEventListener.bind(self);
  // Read without a look at the prototype, which the code may change: its getter would be given the event, and with it the port.
  const dataOf = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data").get);

  const away = {
    fetch: "the network", XMLHttpRequest: "the network", WebSocket: "the network", WebSocketStream: "the network",
    EventSource: "the network", WebTransport: "the network", importScripts: "other scripts", indexedDB: "storage", caches: "storage",
    BroadcastChannel: "other pages", MessageChannel: "other pages", postMessage: "the page", Worker: "workers but the pool’s",
    SharedWorker: "workers but the pool’s", document: "the page", window: "the page", parent: "the page", top: "the page",
    localStorage: "storage", sessionStorage: "storage", close: "its own end", reportError: "the browser’s console",
  };
  for (const [name, what] of Object.entries(away)) {
    for (let holder = self; holder; holder = Object.getPrototypeOf(holder)) Reflect.deleteProperty(holder, name);
    const get = () => {
      throw new ReferenceError(`${name} is not there: code in an exercise reaches the pool, console and answer(), and not ${what}`);
    };
    Reflect.defineProperty(self, name, { get, set: get, configurable: false });
  }
  const give = (name, value) => Object.defineProperty(self, name, { value, writable: false, configurable: false, enumerable: true });

  let post = (_message) => {};
  /** @type {Config} */
  let config;

  // ---- console ----
  let lines = 0;
  const shown = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (typeof value === "function") return `[function ${value.name}]`;
    if (typeof value !== "object" || value === null) return typeof value === "bigint" ? `${value}n` : String(value);
    if (value instanceof Promise) return "[a promise: put await in front of it]";
    try {
      return JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? `${inner}n` : inner)) ?? String(value);
    } catch {
      return "[an object that cannot be written down]";
    }
  };
  const write = (level) => (...values) => {
    lines += 1;
    if (lines > MOST_LINES) return;
    post(["log", level, lines === MOST_LINES ? "… and more, which is left out" : values.map(shown).join(" ").slice(0, LONGEST_LINE)]);
  };
  const quiet = () => {};
  const levels = { log: write("log"), info: write("log"), debug: write("log"), warn: write("warn"), error: write("error") };
  Object.defineProperty(self, "console", { value: new Proxy(levels, { get: (all, name) => all[name] ?? quiet }), configurable: false });

  // ---- the workloads, computed here when they are called ----
  const refuse = (name, item) => {
    throw new TypeError(`args: [${shown(item).slice(0, 80).replace(/^\[|\]$/g, "")}] is not allowed; the arguments of ${name} must be [start, end], whole numbers with 0 <= start <= end`);
  };
  const boundsOf = (name, item) => {
    if (!Array.isArray(item) || item.length < 2 || item.length > 3) return refuse(name, item);
    const [start, end] = item;
    const isFine = (bound) => typeof bound === "number" && bound >= 0 && bound <= 1e12 && (config.takesFractions || Number.isInteger(bound));
    return isFine(start) && isFine(end) && start <= end ? [start, end] : refuse(name, item);
  };
  const doMath = (start, end) => {
    let checksum = 0n;
    for (let from = Math.floor(start); from < end; from += 65_536) {
      let sum = 0;
      for (let pos = from + 1; pos <= Math.min(from + 65_536, Math.ceil(end)); pos++) sum += Math.sqrt((pos - 1e6) * (pos - 1e6));
      checksum += BigInt(sum);
    }
    return String(checksum);
  };
  const isPrime = (n) => {
    if (n % 2 === 0) return n === 2;
    for (let divisor = 3; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return false;
    return n > 1;
  };
  const primes = (start, end) => {
    let count = 0;
    for (let n = start + 1; n <= end; n++) if (isPrime(n)) count += 1;
    return String(count);
  };
  const brittle = (start, end) => {
    if (config.faults.includes(`${start},${end}`)) throw new Error(`brittle(${start}, ${end}): this range is damaged`);
    return doMath(start, end);
  };
  const handles = new Map();
  const workload = (name, compute) => {
    const handle = (...args) => compute(...boundsOf(name, args));
    handles.set(handle, name).set(name, name);
    return Object.assign(handle, { workload: name });
  };
  const named = (fn) => {
    const name = handles.get(fn);
    if (name && config.workloads.includes(name)) return name;
    const known = config.workloads.join(", ");
    if (typeof fn === "function") throw new TypeError(`fn: in an exercise a pool runs ${known} only. Its workers belong to the page and are not fenced in like this code, so no function of yours goes there`);
    throw new TypeError(`fn: ${shown(fn).slice(0, 60)} is not allowed; it must be ${known}`);
  };

  // ---- the pool: calls are messages to the page, in one letter for all that were made in one go ----
  const waiting = new Map();
  let letter = [], pieces = 0, pools = 0, workers = 0;
  const call = (...words) => {
    if (letter.length === 0) queueMicrotask(() => { post(["calls", letter]); letter = []; });
    letter.push(words);
  };
  class TimeoutError extends Error { get name() { return "TimeoutError"; } }
  const errors = { RangeError, TypeError, SyntaxError };
  const revived = ({ name, message }) => (errors[name] ? new errors[name](message) : Object.defineProperty(new Error(message), "name", { value: name }));
  const whole = (value, name, most) => {
    if (typeof value !== "number") throw new TypeError(`${name}: ${shown(value).slice(0, 60)} is not allowed; it must be a whole number from 1 to ${most}`);
    if (!Number.isInteger(value) || value < 1 || value > most) throw new RangeError(`${name}: ${value} is not allowed; it must be a whole number from 1 to ${most}`);
    return value;
  };

  class AsyncResult {
    #promise; #state = "pending"; #collect;
    constructor(promise, collect) {
      this.#promise = promise;
      this.#collect = collect;
      promise.then(() => (this.#state = "done"), () => (this.#state = "failed"));
    }
    get(timeoutMs) {
      this.#collect();
      if (timeoutMs === undefined) return this.#promise;
      const late = new Promise((_, reject) => later(() => reject(new TimeoutError(`not done after ${timeoutMs} ms; the job goes on`)), timeoutMs));
      return Promise.race([this.#promise, late]);
    }
    wait(timeoutMs) {
      const ended = this.#promise.then(quiet, quiet);
      return timeoutMs === undefined ? ended : Promise.race([ended, new Promise((resolve) => later(resolve, timeoutMs))]);
    }
    ready() { return this.#state !== "pending"; }
    successful() {
      if (!this.ready()) throw new Error("the job is not ready: wait for it, or ask ready() first");
      return this.#state === "done";
    }
  }

  class Pool {
    #id; #size; #state = "open"; #pending = new Set(); #completed = 0; #failed = 0; #unfetched = new Set();
    constructor(processes = Math.min(config.processors, 256), options = {}) {
      this.#size = whole(processes, "processes", 256);
      const memory = options?.memory ?? "isolated";
      if (memory !== "isolated" && memory !== "shared") throw new RangeError(`memory: ${shown(memory).slice(0, 60)} is not allowed; it must be one of isolated, shared`);
      if (memory === "shared" && !config.sharedMemory) throw Object.defineProperty(new Error("memory cannot be shared on this page; leave { memory } out"), "name", { value: "NotIsolatedError" });
      pools += 1;
      workers += this.#size;
      if (pools > 4 || workers > config.mostWorkers) throw new RangeError(`more than 4 pools, or ${config.mostWorkers} workers in all: one pool is enough for every exercise`);
      this.#id = pools;
      call("pool", this.#id, this.#size, memory);
    }
    #check() { if (this.#state !== "open") throw new Error("Pool not running"); }
    #submit(name, items) {
      pieces += items.length;
      if (pieces > MOST_PIECES) throw new RangeError(`more than ${MOST_PIECES} pieces in one run: make them larger`);
      const id = pieces;
      const promise = new Promise((resolve, reject) => waiting.set(id, { resolve, reject, pool: this.#id }));
      this.#pending.add(promise);
      const ended = () => { this.#pending.delete(promise); };
      promise.then(() => { ended(); this.#completed += 1; }, () => { ended(); this.#failed += 1; this.#unfetched.add(promise); });
      call("job", this.#id, id, name, items);
      return promise;
    }
    #collect(promises) { for (const promise of promises) promise.then(quiet, () => this.#unfetched.delete(promise)); }
    apply_async(fn, args = []) {
      this.#check();
      const name = named(fn);
      const promise = this.#submit(name, [boundsOf(name, args)]);
      return new AsyncResult(promise.then(([value]) => value), () => this.#collect([promise]));
    }
    #chunks(name, items, chunksize) {
      if (typeof items?.[Symbol.iterator] !== "function") throw new TypeError(`items: ${shown(items).slice(0, 60)} is not allowed; it must be an array, or something else that can be iterated`);
      const list = [];
      for (const item of items) {
        list.push(boundsOf(name, item));
        if (list.length > MOST_PIECES) throw new RangeError(`more than ${MOST_PIECES} pieces in one run: make them larger`);
      }
      const size = chunksize === undefined ? Math.max(1, Math.ceil(list.length / (4 * this.#size))) : whole(chunksize, "chunksize", 4294967295);
      return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
    }
    map(fn, items, chunksize) {
      this.#check();
      const name = named(fn);
      const parts = this.#chunks(name, items, chunksize).map((chunk) => this.#submit(name, chunk));
      const all = Promise.all(parts).then((lists) => lists.flat());
      const job = new AsyncResult(all, () => this.#collect(parts));
      for (const method of ["then", "catch", "finally"]) job[method] = (...args) => job.get()[method](...args);
      return job;
    }
    starmap(fn, items, chunksize) { return this.map(fn, items, chunksize); }
    #stream(fn, items, chunksize, isOrdered) {
      this.#check();
      const name = named(fn);
      const parts = this.#chunks(name, items, chunksize).map((chunk) => this.#submit(name, chunk));
      this.#collect(parts);
      const settled = parts.map((part, index) => part.then((list) => ({ index, list }), (error) => ({ index, list: [], error })));
      const open = new Map(settled.map((part, index) => [index, part]));
      const ready = [];
      const next = async () => {
        while (ready.length === 0) {
          if (open.size === 0) return { value: undefined, done: true };
          const { index, list, error } = await (isOrdered ? open.values().next().value : Promise.race(open.values()));
          open.delete(index);
          ready.push(...list.map((value) => ({ value })));
          if (error) ready.push({ error });
        }
        const { value, error } = ready.shift();
        if (error) throw error;
        return { value, done: false };
      };
      let turn = Promise.resolve();
      const inTurn = () => { const result = turn.then(next); turn = result.then(quiet, quiet); return result; };
      const end = async () => { open.clear(); ready.length = 0; return { value: undefined, done: true }; };
      return { next: inTurn, return: end, [Symbol.asyncIterator]() { return this; } };
    }
    imap(fn, items, chunksize = 1) { return this.#stream(fn, items, chunksize, true); }
    imap_unordered(fn, items, chunksize = 1) { return this.#stream(fn, items, chunksize, false); }
    close() {
      if (this.#state !== "open") return;
      this.#state = "closed";
      call("close", this.#id);
    }
    terminate() {
      if (this.#state === "terminated") return;
      this.#state = "terminated";
      call("terminate", this.#id);
      for (const [id, { reject, pool }] of waiting) {
        if (pool !== this.#id) continue;
        waiting.delete(id);
        reject(Object.defineProperty(new Error("the pool was terminated"), "name", { value: "AbortError" }));
      }
    }
    join() {
      if (this.#state === "open") throw new Error("Pool is still running");
      return Promise.allSettled([...this.#pending]).then(() => new Promise((resolve) => later(() =>
        resolve({ completed: this.#completed, failed: this.#failed, uncollected: this.#unfetched.size }))));
    }
  }

  // ---- answer ----
  const plain = (value) => {
    if (value instanceof Promise || typeof value?.get === "function") throw new TypeError("answer: a promise or a job was given, not its value: put await, or await and .get(), in front of it");
    if (value instanceof Error) return `${value.message}`;
    return typeof value === "string" ? value.slice(0, LONGEST_LINE) : ["number", "bigint", "boolean"].includes(typeof value) ? String(value) : shown(value).slice(0, LONGEST_LINE);
  };
  // The last one counts. It is sent at the end, once.
  let given;
  const answer = (value) => { given = Array.isArray(value) ? value.slice(0, MOST_IN_ANSWER).map(plain) : plain(value); };

  // ---- how it begins and ends ----
  // The innermost line that is the learner's: the ones before it are of this function.
  const lineOf = (error) => {
    const lines = Array.from(String(error?.stack).matchAll(/your-code\.js:(\d+)/g), ([, line]) => Number(line));
    return lines.find((line) => line >= config.firstLine) ?? 0;
  };
  const threw = (error) => {
    const isError = error instanceof Error;
    post(["threw", isError ? String(error.name) : "", (isError ? String(error.message) : shown(error)).slice(0, LONGEST_LINE), lineOf(error)]);
  };
  listen("unhandledrejection", (event) => { event.preventDefault(); threw(event.reason); });
  listen("error", (event) => { event.preventDefault(); threw(event.error ?? new Error(event.message)); });
  let main;
  listen("message", ({ ports: [port] }) => {
    const send = port.postMessage.bind(port);
    post = (message) => send(message);
    port.onmessage = (event) => {
      const [kind, ...words] = dataOf(event);
      if (kind === "ping") post(["pong", words[0]]);
      else if (kind === "begin") begin(words[0]);
      else if (kind === "done" || kind === "failed") {
        const job = waiting.get(words[0]);
        waiting.delete(words[0]);
        if (kind === "done") job?.resolve(words[1]);
        else job?.reject(revived(words[1]));
      }
    };
  }, { once: true });
  const begin = (wanted) => {
    config = wanted;
    const computing = { do_math: doMath, primes, brittle };
    const all = Object.fromEntries(config.workloads.map((name) => [name, workload(name, computing[name])]));
    const everyCore = Object.freeze({ Pool, ...all, environment: () => ({ reportedProcessors: Math.min(config.processors, 256), sharedMemory: config.sharedMemory }) });
    for (const [name, value] of Object.entries({ everyCore, Pool, answer, ...all, ...config.constants })) give(name, value);
    post(["begun"]);
    main().then(() => {
      if (given !== undefined) post(["answer", given]);
      post(["finished"]);
    }, threw);
  };
  return (code) => { main = code; };
}
