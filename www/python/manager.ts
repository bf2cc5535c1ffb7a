// The worker that starts the interpreters and keeps their mailboxes. It knows nothing of pools or tasks: those are Python.

import { Mailbox, Process } from "./process.js";
import type { Taker } from "./process.js";
import { MEMORY_BYTES, MOST_PROCESSES, canSuspend } from "./protocol.js";
import type { FromInterpreter, FromManager, Measured, Parts, Span, ToInterpreter, ToManager } from "./protocol.js";

/** How much output is sent at once, and how much waits to be sent; what comes on top is left out. */
const BATCH_CHARACTERS = 1 << 15;
const MOST_WAITING = 1 << 19;

/** How many interpreters wait, started, for a program that starts processes. Each takes about 80 MB. */
const MOST_WARM = 4;

const canShare = typeof SharedArrayBuffer === "function";

class Manager {
  readonly #page: MessagePort;
  readonly #parts: Parts;
  readonly #module: Promise<WebAssembly.Module>;
  readonly #script: string;
  readonly #processes = new Map<number, Process>();
  readonly #boxes = new Map<number, Mailbox>();
  readonly #takers = new Set<Taker>();
  #snapshot: SharedArrayBuffer | ArrayBuffer | null = null;
  #lastPid = 0;
  #order = 0;
  /** The interpreter of the program that runs. */
  #main: Process | null = null;
  /** Interpreters that wait for a program, or until the program starts a process. */
  readonly #warm: Process[] = [];
  /** How many should wait while a program runs. Between programs it is one more. It is -1 after one has failed: then none is started ahead. */
  #mostWarm: number;
  #program: readonly [name: string, text: string] = ["", ""];
  #output: (readonly [number, 1 | 2, string])[] = [];
  #waiting = 0;
  #left = 0;
  #isShowing = false;
  #code: number | null = null;
  /** The processes that the program has started, ended or not. */
  #children: Process[] = [];
  #result: Measured | null = null;

  constructor(page: MessagePort, parts: Parts) {
    this.#page = page;
    this.#parts = parts;
    this.#module = WebAssembly.compile(parts.wasm);
    this.#script = URL.createObjectURL(parts.interpreter);
    // On one core, starting an interpreter would slow down the program that is to be timed.
    this.#mostWarm = parts.cores > 1 ? Math.min(parts.cores, MOST_WARM) : 0;
    this.prepare();
  }

  /** Starts an interpreter that waits, one at a time: the first makes the snapshot. None starts while processes of the program compute. */
  prepare(): void {
    if (this.#children.length > 0 || this.#main?.isReady === false) return;
    const wanted = this.#mostWarm + (this.#main ? 0 : 1);
    if (this.#warm.length < wanted && this.#warm.every(({ isReady }) => isReady)) this.#warm.push(this.#start());
  }

  run(name: string, text: string): void {
    const main = this.#warm.shift() ?? this.#start();
    this.#main = main;
    this.#program = [name, text];
    this.#code = null;
    main.onGiven = () => this.#tell(["began", main.startMs]);
    main.give(["main", name, text]);
    this.prepare();
  }

  stop(): void {
    this.#output = [];
    this.#waiting = 0;
    if (this.#main) this.#end(this.#main, -2);
  }

  /** The page can take more output. */
  shown(): void {
    this.#isShowing = false;
    this.#show();
  }

  #tell(message: FromManager): void {
    this.#page.postMessage(JSON.stringify(message));
  }

  #start(): Process {
    const pid = (this.#lastPid += 1);
    const worker = new Worker(this.#script, { name: `python ${pid}` });
    const memory = canShare ? new SharedArrayBuffer(MEMORY_BYTES) : null;
    const process = new Process(pid, worker, memory);
    this.#processes.set(pid, process);
    worker.onmessage = ({ data }: MessageEvent<FromInterpreter>) => this.#take(process, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#take(process, ["failed", event.message]);
    };
    const { library, sources, cores } = this.#parts;
    void this.#module.then((module) => worker.postMessage(["begin", { pid, module, library, sources, cores, memory, snapshot: this.#snapshot }] satisfies ToInterpreter));
    return process;
  }

  /** Handles a message of an interpreter. */
  #take(process: Process, message: FromInterpreter): void {
    switch (message[0]) {
      case "snapshot": {
        const bytes = message[1];
        this.#snapshot = canShare ? new SharedArrayBuffer(bytes.length) : new ArrayBuffer(bytes.length);
        new Uint8Array(this.#snapshot).set(bytes);
        return;
      }
      case "ready":
        process.isReady = true;
        process.startMs = performance.now() - process.startedAt;
        if (process.order) process.give(process.order);
        return this.prepare();
      case "exit":
        return this.#end(process, message[1]);
      case "failed":
        // No more interpreters are started ahead; the next program starts its own and prints the reason.
        if (this.#warm.includes(process)) this.#mostWarm = -1;
        else this.#write(process, 2, `The interpreter failed: ${message[1]}\n`);
        return this.#end(process, 1);
      case "write":
        return this.#write(process, message[1], message[2]);
      case "post":
        this.#box(message[1]).messages.push({ order: (this.#order += 1), bytes: message[2] });
        return this.#deliver(message[1]);
      case "grant":
        this.#box(message[1]).granted += message[2];
        return this.#deliver(message[1]);
      case "take":
        process.waits();
        return this.#wait(process, message[1], message[2], message[3]);
      case "size":
        return process.answer(this.#boxes.get(message[1])?.size ?? 0);
      case "spawn":
        return this.#spawn(process, message[1], message[2]);
      case "kill": {
        const killed = this.#processes.get(message[1]);
        if (killed) this.#end(killed, message[2]);
        return;
      }
      case "more":
        return process.more();
    }
  }

  /** Returns what the processes of the program did. */
  #measured(): Measured {
    const main = this.#main?.busy ?? [];
    const began = main[0]?.[0] ?? 0;
    const since = ([begin, end]: Span): Span => [begin - began, end - began];
    return { main: main.map(since), processes: this.#children.map((child) => child.measured(since)) };
  }

  #spawn(parent: Process, box: number, data: Uint8Array): void {
    if (this.#processes.size - this.#warm.length >= MOST_PROCESSES) return parent.answer(-1);
    const child = this.#warm.shift() ?? this.#start();
    child.wantedAt = performance.now();
    child.exitBox = box;
    if (this.#children.length < MOST_PROCESSES) this.#children.push(child);
    child.give(["child", data, ...this.#program]);
    parent.answer(child.pid);
  }

  #box(number: number): Mailbox {
    const box = this.#boxes.get(number) ?? new Mailbox();
    this.#boxes.set(number, box);
    return box;
  }

  /** Answers a process with the oldest message in its boxes, or lets it wait. */
  #wait(process: Process, boxes: readonly number[], timeoutS: number, keep: boolean): void {
    const taker: Taker = { process, boxes, keep, timer: undefined };
    if (this.#answer(taker)) return;
    if (timeoutS === 0) return process.answer(-1);
    process.taker = taker;
    this.#takers.add(taker);
    // A timer for longer than this would end at once.
    if (timeoutS > 0 && timeoutS < 2e6) taker.timer = setTimeout(() => {
      this.#forget(taker);
      process.answer(-1);
    }, timeoutS * 1000);
  }

  #answer({ process, boxes, keep }: Taker): boolean {
    let oldest: { number: number; box: Mailbox; order: number } | null = null;
    for (const number of boxes) {
      const box = this.#boxes.get(number);
      if (!box || box.size === 0) continue;
      const order = box.messages[0]?.order ?? Infinity;
      if (!oldest || order < oldest.order) oldest = { number, box, order };
    }
    if (!oldest) return false;
    const { number, box } = oldest;
    const message = keep ? box.messages[0] : box.messages.shift();
    if (!message && !keep) box.granted -= 1;
    if (box.size === 0) this.#boxes.delete(number);
    process.answer(number, message?.bytes);
    return true;
  }

  #forget(taker: Taker): void {
    clearTimeout(taker.timer);
    this.#takers.delete(taker);
    taker.process.taker = null;
  }

  /** Gives what is in the box to processes that wait for it, in the order in which they came. */
  #deliver(box: number): void {
    for (const taker of this.#takers) {
      if (!this.#boxes.has(box)) return;
      if (taker.boxes.includes(box) && this.#answer(taker)) this.#forget(taker);
    }
  }

  #end(process: Process, code: number): void {
    if (!this.#processes.delete(process.pid)) return;
    process.worker.terminate();
    process.waits();
    if (process.taker) this.#forget(process.taker);
    if (process.exitBox !== null) {
      const bytes = new TextEncoder().encode(String(code));
      this.#take(process, ["post", process.exitBox, bytes]);
    }
    const index = this.#warm.indexOf(process);
    if (index >= 0) this.#warm.splice(index, 1);
    if (process !== this.#main) return;
    for (const other of this.#processes.values()) other.waits();
    this.#result = this.#measured();
    this.#main = null;
    this.#children = [];
    for (const taker of this.#takers) clearTimeout(taker.timer);
    this.#takers.clear();
    this.#boxes.clear();
    for (const other of this.#processes.values()) {
      if (this.#warm.includes(other)) continue;
      other.worker.terminate();
      this.#processes.delete(other.pid);
    }
    this.#code = code;
    this.#show();
  }

  #write(process: Process, stream: 1 | 2, text: string): void {
    if (this.#waiting > MOST_WAITING) this.#left += text.length;
    else {
      this.#output.push([process.pid, stream, text]);
      this.#waiting += text.length;
    }
    this.#show();
  }

  /** Sends the page a batch of output, unless it is still busy with the one before. */
  #show(): void {
    if (this.#isShowing) return;
    const batch: (readonly [number, 1 | 2, string])[] = [];
    for (let room = BATCH_CHARACTERS; room > 0;) {
      const [first] = this.#output;
      if (!first) break;
      const [pid, stream, text] = first;
      const before = batch.at(-1);
      const part = text.slice(0, room);
      if (before?.[0] === pid && before[1] === stream) batch[batch.length - 1] = [pid, stream, before[2] + part];
      else batch.push([pid, stream, part]);
      if (text.length > room) this.#output[0] = [pid, stream, text.slice(room)];
      else this.#output.shift();
      this.#waiting -= Math.min(text.length, room);
      room -= text.length;
    }
    if (batch.length > 0 || this.#left > 0) {
      this.#isShowing = true;
      this.#tell(["output", batch, this.#left]);
      this.#left = 0;
    }
    if (this.#code !== null && this.#output.length === 0) {
      if (this.#result) this.#tell(["measured", this.#result]);
      this.#tell(["ended", this.#code]);
      this.#code = null;
    }
  }
}

self.onmessage = ({ ports: [page] }: MessageEvent) => {
  if (!page) return;
  let manager: Manager | undefined;
  page.onmessage = ({ data }: MessageEvent<ToManager>) => {
    if (data[0] === "begin") {
      const canWait = canShare || canSuspend();
      page.postMessage(JSON.stringify(["loaded", canWait ? 1 : 0] satisfies FromManager));
      if (canWait) manager = new Manager(page, data[1]);
    }
    else if (data[0] === "run") manager?.run(data[1], data[2]);
    else if (data[0] === "stop") manager?.stop();
    else if (data[0] === "prepare") manager?.prepare();
    else manager?.shown();
  };
};
