// The messages between the page, the manager and the interpreters. The manager and the interpreters are workers in a frame with an
// origin of its own; between them and the page there is only text.

/** From the page to the manager. */
export type ToManager =
  | readonly ["begin", Parts]
  /** Runs a program. One at a time. */
  | readonly ["run", name: string, program: string]
  /** Ends the program, with all of its processes. */
  | readonly ["stop"]
  /** Starts the interpreters for the next program, which takes processor time. */
  | readonly ["prepare"]
  /** The page has shown the last batch of output, and can take another. */
  | readonly ["shown"];

/** What every interpreter needs. */
export interface Parts {
  /** The script of an interpreter's worker. */
  interpreter: Blob;
  wasm: ArrayBuffer;
  library: ArrayBuffer;
  /** The Python side: names of files, and their text. */
  sources: Readonly<Record<string, string>>;
  cores: number;
}

/** From the manager to the page, as JSON. */
export type FromManager =
  /** The manager is there, and whether interpreters can wait for its answers. If they cannot, it starts none. */
  | readonly ["loaded", canWait: 0 | 1]
  /** The program begins. Its interpreter took so long to start. */
  | readonly ["began", ms: number]
  | readonly ["output", pieces: readonly (readonly [pid: number, stream: 1 | 2, text: string])[], left: number]
  | readonly ["measured", Measured]
  | readonly ["ended", code: number];

/** A time in milliseconds, from when the program began, and another. */
export type Span = readonly [begin: number, end: number];

/** What a program's processes did, as the manager saw it: a process that does not wait for a message is busy. */
export interface Measured {
  /** When the program itself was busy. */
  main: readonly Span[];
  /** The processes that it started. */
  readonly processes: readonly MeasuredProcess[];
}

export interface MeasuredProcess {
  /** From when the program asked for it until it could take a task. */
  readonly start: Span;
  /** When it was busy afterwards. */
  readonly busy: readonly Span[];
  /** How long its interpreter took to start, if that was before the program asked; otherwise 0. */
  readonly earlyMs: number;
}

/** From the manager to an interpreter. */
export type ToInterpreter =
  | readonly ["begin", Start]
  | readonly ["main", name: string, program: string]
  | readonly ["child", data: Uint8Array, name: string, program: string]
  /** An answer, where memory is not shared. */
  | readonly ["answer", number: number, bytes: Uint8Array];

export interface Start extends Omit<Parts, "interpreter" | "wasm"> {
  pid: number;
  module: WebAssembly.Module;
  /** The memory through which answers come, if memory can be shared. */
  memory: SharedArrayBuffer | null;
  /** The memory of an interpreter that has started, if there has been one. */
  snapshot: SharedArrayBuffer | ArrayBuffer | null;
}

/** From an interpreter to the manager. */
export type FromInterpreter =
  | readonly ["snapshot", bytes: Uint8Array]
  | readonly ["ready"]
  | readonly ["exit", code: number]
  /** The interpreter did not start, or broke. */
  | readonly ["failed", why: string]
  | readonly ["write", stream: 1 | 2, text: string]
  | readonly ["post", box: number, bytes: Uint8Array]
  | readonly ["grant", box: number, count: number]
  | readonly ["kill", pid: number, code: number]
  /** These get an answer. */
  | readonly ["take", boxes: readonly number[], timeoutS: number, keep: boolean]
  | readonly ["size", box: number]
  | readonly ["spawn", box: number, data: Uint8Array]
  /** The rest of an answer that did not fit into the memory. */
  | readonly ["more"];

/** Returns whether a program can wait without shared memory: by JavaScript Promise Integration, which suspends WebAssembly. */
export const canSuspend = (): boolean => "Suspending" in WebAssembly;

/** The processes that a program may have at one time, itself included. Each takes about 80 MB. */
export const MOST_PROCESSES = 33;

/** The layout of an interpreter's memory: four 32-bit numbers, one 64-bit float, and the bytes of an answer, or of a part of it. */
export const MEMORY_BYTES = 1 << 18;
export const STATE = 0;
export const TOTAL = 1;
export const PART = 2;
export const NUMBER_AT = 16;
export const BYTES_AT = 24;
