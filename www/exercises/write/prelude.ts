// The code in front of the learner's code, in its worker. It removes what the code has no use for, and provides `Pool`, the workloads,
// `console` and `answer`. It is bundled with what it imports and sent as text (`xtask/src/www.rs`).
//
// This is not what protects the page. The frame around the worker has an origin of its own and a policy that forbids all loading
// (sandbox.ts). Removing names only turns the browsers' terse refusals into sentences. The limits on output and answers keep honest code
// from flooding the page. The port is only reachable from inside this function. Code that gets around this is still limited, because the
// page counts what it gets.

import { makePool } from "./lent_pool.js";
import type { Bounds } from "./lent_pool.js";
import type { Config, FromPage, Limits } from "./protocol.js";

/** Prepares the worker. The function that it returns takes the learner's code, which runs when the page says so. */
export function prelude(): (main: () => Promise<void>) => void {
  "use strict";
  type Work = (start: number, end: number) => string;
  type Quiet = () => void;
  const LONGEST_LINE = 1000, MOST_LINES = 200, MOST_PRINTED = 10_000, MOST_IN_ANSWER = 1000;
  const listen = self.addEventListener.bind(self);
  // The code may change prototypes, and its own getter or method would be given the event or the port. So the originals are kept, each as
  // a function that takes what they belong to.
  const getter = (of: object, name: string | symbol) => Object.getOwnPropertyDescriptor(of, name)?.get ?? (() => undefined);
  const dataOf: (event: MessageEvent) => FromPage = Function.prototype.call.bind(getter(MessageEvent.prototype, "data"));
  const portsOf: (event: MessageEvent) => readonly MessagePort[] = Function.prototype.call.bind(getter(MessageEvent.prototype, "ports"));
  const keepFromOthers: (event: Event) => void = Function.prototype.call.bind(Event.prototype.stopImmediatePropagation);
  const preventDefault: (event: Event) => void = Function.prototype.call.bind(Event.prototype.preventDefault);
  const reasonOf: (event: PromiseRejectionEvent) => unknown = Function.prototype.call.bind(getter(PromiseRejectionEvent.prototype, "reason"));
  const errorOf: (event: ErrorEvent) => unknown = Function.prototype.call.bind(getter(ErrorEvent.prototype, "error"));
  const messageOf: (event: ErrorEvent) => string = Function.prototype.call.bind(getter(ErrorEvent.prototype, "message"));
  const listenTo: (port: MessagePort, name: string, listener: (event: MessageEvent) => void) => void = Function.prototype.call.bind(EventTarget.prototype.addEventListener);
  const startPort: (port: MessagePort) => void = Function.prototype.call.bind(MessagePort.prototype.start);
  const sendTo: (port: MessagePort, text: string) => void = Function.prototype.call.bind(MessagePort.prototype.postMessage);

  const away = {
    fetch: "the network", XMLHttpRequest: "the network", WebSocket: "the network", WebSocketStream: "the network",
    EventSource: "the network", WebTransport: "the network", importScripts: "other scripts", indexedDB: "storage", caches: "storage",
    BroadcastChannel: "other pages", MessageChannel: "other pages", postMessage: "the page", Worker: "workers but the pool’s",
    SharedWorker: "workers but the pool’s", document: "the page", window: "the page", parent: "the page", top: "the page",
    localStorage: "storage", sessionStorage: "storage", close: "its own end", Blob: "files", File: "files", FileReader: "files", FileReaderSync: "files", Response: "files", Request: "files", FormData: "files", reportError: "the browser’s console",
  };
  for (const [name, what] of Object.entries(away)) {
    for (let holder: object | null = self; holder; holder = Object.getPrototypeOf(holder)) Reflect.deleteProperty(holder, name);
    const get = () => {
      throw new ReferenceError(`${name} is not there: code in an exercise reaches the pool, console and answer(), and not ${what}`);
    };
    Reflect.defineProperty(self, name, { get, set: get, configurable: false });
  }
  const give = (name: string, value: unknown) => Object.defineProperty(self, name, { value, writable: false, configurable: false, enumerable: true });

  // Every message is text that is written here, from originals that the code cannot replace: strings, numbers, and arrays of these. So the
  // page knows how much there is to read before it reads it.
  const { stringify } = JSON, { isArray } = Array;
  const cut: (text: string, from: number, to: number) => string = Function.prototype.call.bind(String.prototype.slice);
  const written = (value: unknown): string => {
    if (typeof value === "string") return stringify(cut(value, 0, LONGEST_LINE));
    if (!isArray(value)) return stringify(value);
    let text = "[";
    for (let index = 0; index < value.length; index++) text += (index > 0 ? "," : "") + written(value[index]);
    return text + "]";
  };
  let post = (_message: readonly unknown[]) => {};
  let config: Config = { processors: 1, mostWorkers: 0, sharedMemory: false, constants: {}, workloads: [], takesFractions: false, firstLine: 0, faults: [] };

  // ---- console ----
  let lines = 0, printed = 0;
  // A line has room for the beginning of a list only. To write a typed array, Firefox lists its indices first and cannot be stopped
  // meanwhile, which takes 8 GB for a gigabyte.
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
  const lengthOf: (of: unknown) => number = Function.prototype.call.bind(getter(typedArray, "length"));
  // Undefined for all that is not a typed array, a DataView included.
  const typeOf: (of: unknown) => string | undefined = Function.prototype.call.bind(getter(typedArray, Symbol.toStringTag));
  const fewOf = (value: unknown): unknown => {
    const isList = isArray(value);
    if (!isList && typeOf(value) === undefined) return value;
    if (!isList && lengthOf(value) > LONGEST_LINE) return `an array of ${lengthOf(value)} numbers`;
    if (!isList || value.length <= LONGEST_LINE) return value;
    const few: unknown[] = [];
    for (let index = 0; index < LONGEST_LINE; index++) few[index] = value[index];
    return few;
  };
  const shown = (value: unknown): string => {
    if (typeof value === "string") return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (typeof value === "function") return `[function ${value.name}]`;
    if (typeof value !== "object" || value === null) return typeof value === "bigint" ? `${value}n` : String(value);
    if (value instanceof Promise) return "[a promise: put await in front of it]";
    try {
      return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : fewOf(inner))) ?? String(value);
    } catch {
      return "[an object that cannot be written down]";
    }
  };
  const write = (level: string) => (...values: unknown[]) => {
    if (lines >= MOST_LINES || printed >= MOST_PRINTED) return;
    const text = cut(values.map(shown).join(" "), 0, LONGEST_LINE);
    lines += 1;
    printed += text.length;
    post(["log", level, text]);
    if (lines === MOST_LINES - 1 || printed >= MOST_PRINTED) {
      lines = MOST_LINES;
      post(["log", level, "… and more, which is left out"]);
    }
  };
  const quiet = () => {};
  const levels: Record<string | symbol, Quiet> = { log: write("log"), info: write("log"), debug: write("log"), warn: write("warn"), error: write("error") };
  Object.defineProperty(self, "console", { value: new Proxy(levels, { get: (all, name) => all[name] ?? quiet }), configurable: false });

  // ---- the workloads, computed here when they are called ----
  const refuse = (name: string, item: unknown): never => {
    const listed = isArray(item) && item.length < 8 ? `[${item.map((value) => (typeof value === "string" ? stringify(value) : shown(value))).join(", ")}]` : shown(item);
    throw new TypeError(`args: ${listed.slice(0, 80)} is not allowed; the arguments of ${name} must be [start, end], whole numbers with 0 <= start <= end`);
  };
  const boundsOf = (name: string, item: unknown): Bounds => {
    if (!Array.isArray(item) || item.length < 2 || item.length > 3) return refuse(name, item);
    const [start, end]: unknown[] = item;
    const isFine = (bound: unknown): bound is number => typeof bound === "number" && bound >= 0 && bound <= 1e12 && (config.takesFractions || Number.isInteger(bound));
    return isFine(start) && isFine(end) && start <= end ? [start, end] : refuse(name, item);
  };
  const doMath: Work = (start, end) => {
    let checksum = 0n;
    for (let from = Math.floor(start); from < end; from += 65_536) {
      let sum = 0;
      for (let pos = from + 1; pos <= Math.min(from + 65_536, Math.ceil(end)); pos++) sum += Math.sqrt((pos - 1e6) * (pos - 1e6));
      checksum += BigInt(sum);
    }
    return String(checksum);
  };
  const isPrime = (n: number) => {
    if (n % 2 === 0) return n === 2;
    for (let divisor = 3; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return false;
    return n > 1;
  };
  const primes: Work = (start, end) => {
    let count = 0;
    for (let n = start + 1; n <= end; n++) if (isPrime(n)) count += 1;
    return String(count);
  };
  const brittle: Work = (start, end) => {
    if (config.faults.includes(`${start},${end}`)) throw new Error(`brittle(${start}, ${end}): this range is damaged`);
    return doMath(start, end);
  };
  const handles = new Map<unknown, Limits["workloads"][number]>();
  const workload = (name: Limits["workloads"][number], compute: Work) => {
    const handle = (...args: unknown[]) => compute(...boundsOf(name, args));
    handles.set(handle, name).set(name, name);
    return Object.assign(handle, { workload: name });
  };
  const named = (fn: unknown): string => {
    const name = handles.get(fn);
    if (name && config.workloads.includes(name)) return name;
    const known = config.workloads.join(", ");
    if (typeof fn === "function") throw new TypeError(`fn: in an exercise a pool runs ${known} only. Its workers belong to the page and are not fenced in like this code, so no function of yours goes there`);
    throw new TypeError(`fn: ${shown(fn).slice(0, 60)} is not allowed; it must be ${known}`);
  };

  // ---- the pool ----
  const { Pool, settle } = makePool({
    config: () => config, named, boundsOf, post: (message) => post(message),
  });

  // ---- answer ----
  const plain = (value: unknown): string => {
    const isJob = typeof (value as { get?: unknown } | null | undefined)?.get === "function";
    if (value instanceof Promise || isJob) throw new TypeError("answer: a promise or a job was given, not its value: put await, or await and .get(), in front of it");
    if (value instanceof Error) return `${value.message}`;
    return typeof value === "string" ? value.slice(0, LONGEST_LINE) : ["number", "bigint", "boolean"].includes(typeof value) ? String(value) : shown(value).slice(0, LONGEST_LINE);
  };
  // The last answer counts. It is sent once, when the code has ended.
  let given: string | string[] | undefined;
  const answer = (value: unknown) => {
    if (!isArray(value)) {
      given = plain(value);
      return;
    }
    // A subclass of Array has methods of its own, so none is called.
    const texts: string[] = [];
    for (let index = 0; index < value.length && index < MOST_IN_ANSWER; index++) texts[index] = plain(value[index]);
    given = texts;
  };

  // ---- how it begins and ends ----
  // The first line in the stack that is the learner's. Lines before `firstLine` belong to this function.
  const lineOf = (error: unknown) => {
    const stack = String((error as { stack?: unknown } | null | undefined)?.stack);
    const lines = Array.from(stack.matchAll(/your-code\.js:(\d+)/g), ([, line]) => Number(line));
    return lines.find((line) => line >= config.firstLine) ?? 0;
  };
  let hasThrown = false;
  // Only the first error is told: a hundred thousand timers may throw, and the page ends the run because of the first.
  const threw = (error: unknown) => {
    if (hasThrown) return;
    hasThrown = true;
    // The error's own getters may throw, or the code may have replaced what is called here.
    try {
      const isError = error instanceof Error;
      post(["threw", isError ? String(error.name) : "", (isError ? String(error.message) : shown(error)).slice(0, LONGEST_LINE), lineOf(error)]);
    } catch {
      post(["threw", "", "an error that cannot be written down", 0]);
    }
  };
  // The browser tells the page's thread about an error that is not prevented, however long its message is, and about one that these
  // listeners throw. They capture, so none of the code's own comes before them.
  listen("unhandledrejection", (event) => { preventDefault(event); threw(reasonOf(event)); }, { capture: true });
  listen("error", (event) => { preventDefault(event); threw(errorOf(event) ?? new Error(messageOf(event))); }, { capture: true });
  let main: () => Promise<void> = async () => {};
  listen("message", (event) => {
    const port = portsOf(event)[0];
    keepFromOthers(event);
    if (!port) return;
    post = (message) => sendTo(port, written(message));
    listenTo(port, "message", (event) => {
      const message = dataOf(event);
      if (message[0] === "ping") post(["pong", message[1]]);
      else if (message[0] === "begin") begin(message[1]);
      else settle(message);
    });
    startPort(port);
  }, { once: true });
  const begin = (wanted: Config) => {
    config = wanted;
    const computing = { do_math: doMath, primes, brittle };
    const all = Object.fromEntries(config.workloads.map((name) => [name, workload(name, computing[name])]));
    const everyCore = Object.freeze({ Pool, ...all, cpu_count: () => config.processors, environment: () => ({ reportedProcessors: Math.min(config.processors, 256), sharedMemory: config.sharedMemory }) });
    for (const [name, value] of Object.entries({ everyCore, Pool, answer, ...all, ...config.constants })) give(name, value);
    post(["begun"]);
    main().then(() => {
      if (given !== undefined) post(["answer", given]);
      post(["finished"]);
    }, threw);
  };
  return (code) => { main = code; };
}
