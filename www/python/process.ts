// A process as the manager sees it: its worker, whether it waits, and when it was busy.

import { BYTES_AT, NUMBER_AT, PART, STATE, TOTAL } from "./protocol.js";
import type { MeasuredProcess, Span, ToInterpreter } from "./protocol.js";

/** How many spans of a process are told, and the shortest pause between two; a shorter one is a question that was answered at once. */
const MOST_SPANS = 500;
const SHORTEST_PAUSE_MS = 1;

interface Message {
  /** Counts the messages of all mailboxes, to find the oldest. */
  order: number;
  bytes: Uint8Array;
}

export class Mailbox {
  readonly messages: Message[] = [];
  /** Empty messages that were granted. They have no order: they come after the others. */
  granted = 0;

  get size(): number {
    return this.messages.length + this.granted;
  }
}

/** A process that waits for a message. */
export interface Taker {
  process: Process;
  boxes: readonly number[];
  keep: boolean;
  timer: number | undefined;
}

export class Process {
  readonly pid: number;
  readonly worker: Worker;
  /** The memory for answers, in parts, where memory is shared. */
  readonly #shared: readonly [state: Int32Array, number: Float64Array, bytes: Uint8Array] | null;
  /** Where the exit code goes. */
  exitBox: number | null = null;
  isReady = false;
  readonly startedAt = performance.now();
  /** How long its interpreter took to start. */
  startMs = 0;
  /** When a program asked for it. */
  wantedAt = this.startedAt;
  /** What it is to do once it is ready. */
  order: ToInterpreter | null = null;
  onGiven: (() => void) | null = null;
  /** When it was busy, and since when it is. */
  readonly busy: Span[] = [];
  #since = 0;
  #isBusy = false;
  taker: Taker | null = null;
  #rest: Uint8Array = new Uint8Array();

  constructor(pid: number, worker: Worker, memory: SharedArrayBuffer | null) {
    this.pid = pid;
    this.worker = worker;
    this.#shared = memory && [new Int32Array(memory, 0, 4), new Float64Array(memory, NUMBER_AT, 1), new Uint8Array(memory, BYTES_AT)];
  }

  /** Notes that it goes on. */
  goesOn(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#since = performance.now();
  }

  /** Notes that it waits, or has ended. */
  waits(): void {
    if (!this.#isBusy) return;
    this.#isBusy = false;
    const last = this.busy.at(-1);
    const end = performance.now();
    if (this.busy.length >= MOST_SPANS) return;
    // The tasks of a process stay apart.
    if (this.exitBox === null && last && this.#since - last[1] < SHORTEST_PAUSE_MS) this.busy[this.busy.length - 1] = [last[0], end];
    else this.busy.push([this.#since, end]);
  }

  answer(number: number, bytes: Uint8Array = new Uint8Array()): void {
    this.goesOn();
    if (!this.#shared) return this.worker.postMessage(["answer", number, bytes] satisfies ToInterpreter);
    const [state, answer] = this.#shared;
    answer[0] = number;
    Atomics.store(state, TOTAL, bytes.length);
    this.#rest = bytes;
    this.more();
  }

  more(): void {
    if (!this.#shared) return;
    const [state, , room] = this.#shared;
    const part = this.#rest.subarray(0, room.length);
    this.#rest = this.#rest.subarray(part.length);
    room.set(part);
    Atomics.store(state, PART, part.length);
    Atomics.store(state, STATE, 1);
    Atomics.notify(state, STATE);
  }

  give(order: ToInterpreter): void {
    this.order = order;
    if (!this.isReady) return;
    this.worker.postMessage(order);
    this.goesOn();
    this.onGiven?.();
  }

  /** Returns what it did, in the time of the program. */
  measured(since: (span: Span) => Span): MeasuredProcess {
    // The first span is the import of the program, which is part of the start.
    const [start, ...busy] = this.busy;
    const earlyMs = Math.min(this.startMs, this.wantedAt - this.startedAt);
    return { start: since([this.wantedAt, start?.[1] ?? this.wantedAt]), busy: busy.map(since), earlyMs };
  }
}
