// A worker with one CPython. It is the whole of a process: it runs the reader's program, or a process that the program has started.

import "./before.js";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { info } from "pyodide/pyodide-lock.json";
import { loadPyodide } from "pyodide/pyodide.mjs";
import type { Pyodide } from "pyodide/pyodide.mjs";
import { BYTES_AT, NUMBER_AT, PART, STATE, TOTAL } from "./protocol.js";
import type { FromInterpreter, Start, ToInterpreter } from "./protocol.js";

/** The address that Pyodide believes its files to have. Nothing is loaded from there: `fetch` below has all of them. */
const NOWHERE = "https://python.invalid/";
const HOME = "/home/pyodide";
const PACKAGE = "/lib/every-core/_every_core";

const tell = (message: FromInterpreter, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

/** How many messages of output are sent in how long a time. What is written beyond that is collected, and sent with the next. */
const MOST_WRITES = 40;
const WRITES_IN_MS = 20;
const MOST_COLLECTED = 1 << 14;

/** Sends what is written to one stream. */
class Output {
  readonly #stream: 1 | 2;
  readonly #decoder = new TextDecoder();
  #since = 0;
  #writes = 0;
  #collected = "";

  constructor(stream: 1 | 2) {
    this.#stream = stream;
  }

  write(bytes: Uint8Array): number {
    this.#collected += this.#decoder.decode(bytes, { stream: true });
    const now = performance.now();
    if (now - this.#since > WRITES_IN_MS) [this.#since, this.#writes] = [now, 0];
    this.#writes += 1;
    if (this.#collected.length > MOST_COLLECTED || this.#writes <= MOST_WRITES) this.flush();
    return bytes.length;
  }

  flush(): void {
    if (this.#collected) tell(["write", this.#stream, this.#collected]);
    this.#collected = "";
  }
}

const outputs = { stdout: new Output(1), stderr: new Output(2) };
const flush = () => {
  outputs.stdout.flush();
  outputs.stderr.flush();
};

/** Asks the manager and waits for its answer, or promises it. */
interface Line {
  /** The bytes of the last answer. */
  readonly answered: Uint8Array;
  ask: (message: FromInterpreter) => number | Promise<number>;
}

/** Waits in shared memory: the whole worker stands still. */
class SharedLine implements Line {
  readonly #state: Int32Array;
  readonly #number: Float64Array;
  readonly #bytes: Uint8Array;
  answered = new Uint8Array();

  constructor(memory: SharedArrayBuffer) {
    this.#state = new Int32Array(memory, 0, 4);
    this.#number = new Float64Array(memory, NUMBER_AT, 1);
    this.#bytes = new Uint8Array(memory, BYTES_AT);
  }

  ask(message: FromInterpreter): number {
    flush();
    this.#wait(message);
    const total = Atomics.load(this.#state, TOTAL);
    const bytes = new Uint8Array(total);
    for (let at = 0; ;) {
      const part = Atomics.load(this.#state, PART);
      bytes.set(this.#bytes.subarray(0, part), at);
      at += part;
      if (at >= total) break;
      this.#wait(["more"]);
    }
    this.answered = bytes;
    return this.#number[0] ?? 0;
  }

  #wait(message: FromInterpreter): void {
    Atomics.store(this.#state, STATE, 0);
    tell(message);
    Atomics.wait(this.#state, STATE, 0);
  }
}

/** Promises answers, where no memory is shared. Python is suspended meanwhile, and the worker's event loop goes on. */
class PromisedLine implements Line {
  answered: Uint8Array = new Uint8Array();
  #resolve: (number: number) => void = () => {};

  ask(message: FromInterpreter): Promise<number> {
    flush();
    return new Promise((resolve) => {
      this.#resolve = resolve;
      tell(message);
    });
  }

  arrived(number: number, bytes: Uint8Array): void {
    this.answered = bytes;
    this.#resolve(number);
  }
}

/** Makes the functions that `program.py` calls its host. */
function host(line: Line) {
  return {
    suspends: line instanceof PromisedLine,
    post: (box: number, bytes: Uint8Array) => tell(["post", box, bytes], [bytes.buffer]),
    grant: (box: number, count: number) => tell(["grant", box, count]),
    kill: (pid: number, code: number) => tell(["kill", pid, code]),
    take: (boxes: number[], timeoutS: number, keep: boolean) => line.ask(["take", boxes, timeoutS, keep]),
    size: (box: number) => line.ask(["size", box]),
    spawn: (box: number, data: Uint8Array) => line.ask(["spawn", box, data]),
    answered: () => line.answered,
  };
}

/** Lets Pyodide find its files in memory. */
function serveFiles({ module, library }: Start): void {
  globalThis.fetch = (address) => {
    const name = String(address).split("/").at(-1);
    return Promise.resolve(name === "python_stdlib.zip" ? new Response(library) : new Response());
  };
  // The module was compiled once, for all interpreters.
  WebAssembly.instantiateStreaming = async (_, imports) => ({ module, instance: await WebAssembly.instantiate(module, imports) });
}

/** The memory of an interpreter, which all that start from it share. Pyodide decodes its head as text, and shared memory cannot be decoded. */
class Snapshot extends Uint8Array<ArrayBufferLike> {
  override subarray(begin?: number, end?: number): Uint8Array {
    return end === undefined ? super.subarray(begin) : this.slice(begin, end);
  }
}

/** Starts CPython: from the memory of an interpreter that has started already, which takes a sixth of the time, or from nothing. */
async function start(given: Start): Promise<Pyodide> {
  serveFiles(given);
  const { snapshot } = given;
  const python = await loadPyodide({
    ...(snapshot ? { _loadSnapshot: new Snapshot(snapshot) } : { _makeSnapshot: true }),
    indexURL: NOWHERE,
    createPyodideModule,
    // There are no packages beside the standard library.
    lockFileContents: { info, packages: {} },
    env: { HOME, PYTHONUNBUFFERED: "1", PYTHONINSPECT: "" },
  });
  // There is no input: reading it finds its end.
  python.setStdin({ stdin: () => null });
  python.setStdout({ isatty: false, write: (bytes) => outputs.stdout.write(bytes) });
  python.setStderr({ isatty: false, write: (bytes) => outputs.stderr.write(bytes) });
  python.FS.mkdirTree(PACKAGE);
  for (const [name, text] of Object.entries(given.sources)) python.FS.writeFile(`${PACKAGE}/${name}`, text);
  if (!snapshot) {
    python.runPython('import sys; sys.path.append("/lib/every-core"); from _every_core import program');
    const bytes = python.makeMemorySnapshot();
    tell(["snapshot", bytes], [bytes.buffer]);
  }
  line = given.memory ? new SharedLine(given.memory) : new PromisedLine();
  python.registerJsModule("_every_core_worker", host(line));
  python.pyimport("_every_core.program").start?.(given.cores, given.pid);
  return python;
}

let python: Pyodide | undefined;
let line: Line | undefined;

self.onmessage = ({ data }: MessageEvent<ToInterpreter>) => {
  take(data).catch((error: unknown) => {
    // `os._exit` ends the interpreter by an exception.
    flush();
    const exit = /^Program terminated with exit\((-?\d+)\)/.exec(error instanceof Error ? error.message : "")?.[1];
    tell(exit ? ["exit", Number(exit)] : ["failed", error instanceof Error ? `${error.message}\n${error.stack}` : String(error)]);
  });
};

async function take(data: ToInterpreter): Promise<void> {
  const [kind] = data;
  if (kind === "begin") {
    python = await start(data[1]);
    tell(["ready"]);
    return;
  }
  if (kind === "answer") {
    if (line instanceof PromisedLine) line.arrived(data[1], data[2]);
    return;
  }
  if (!python) return;
  const [name, text] = kind === "main" ? [data[1], data[2]] : [data[2], data[3]];
  python.FS.writeFile(`${HOME}/${name}`, text);
  const { run_main, run_child } = python.pyimport("_every_core.program");
  const [run, given] = kind === "main" ? [run_main, name] : [run_child, python.toPy(data[1]).tobytes()];
  const code = line instanceof PromisedLine ? await run?.callPromising(given) : run?.(given);
  flush();
  tell(["exit", Number(code)]);
}
