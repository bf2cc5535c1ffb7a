// Runs the learner's code once, in a worker inside a frame that is removed afterwards. Every message from there is checked here.

import type { Config, FromPage, Reply } from "./protocol.js";
import { PRELUDE } from "./prelude_text.js";
import { startRelay } from "./relay.js";
import type { FromRelay, ToRelay } from "./relay.js";
import { DOCUMENT } from "./sandbox_document.js";

/** The time limit of the code, once it has begun. */
export const TIME_LIMIT_MS = 5000;
/**
 * The length of one turn. Timeouts are counted in turns, which are short timers that follow each other. If the page itself is blocked,
 * by twenty thousand calls or by a busy machine, only one turn ends in that time, and queued messages are handled before the next one
 * ends. One long timer would expire as soon as the page is free again, before those messages.
 */
const TURN_MS = 250;
/** The timeout for the frame and its worker to start. */
const START_TURNS = 60;
/** The timeout for an answer near the time limit. Code that does not answer by then is busy, or its worker is dead. */
const SILENT_TURNS = 4;
/** If the frame does not answer either, the page asks again, this many times at most. */
const MOST_ASKED = 3;
/** The most messages of a run, of all kinds and of some. The prelude sends fewer, but code may get around the prelude. */
const MOST_MESSAGES = 25_000;
const MOST_LOGS = 201;
/** Drawing text may take much longer than reading it. */
const MOST_PRINTED = 12_000;
const MOST_CALLS = 25_000;
const MOST_CHARACTERS = 3_000_000;
/** The most messages and calls that one turn of the page handles: more than the largest pool has workers, so that all of them have a piece before a result comes. */
const MOST_AT_ONCE = 300;
export const LONGEST_CODE = 20_000;
const LONGEST_TEXT = 1000;

/** The name of the code in the browser's stack traces. */
const NAME = "your-code.js";

/** How a run ended. `line` is one of the learner's, or 0 if the browser did not say. */
export type Ending =
  | { kind: "finished" }
  | { kind: "threw"; name: string; message: string; line: number }
  | { kind: "syntax"; message: string; line: number }
  | { kind: "busy" | "waiting" | "died" | "flood" | "unsound" | "unstarted" | "cancelled" };

const LOG_LEVELS = ["log", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Listener {
  log: (level: LogLevel, text: string) => void;
  answer: (value: string | readonly string[]) => void;
  /** Takes a call of the pool. Returns false if it is none. */
  call: (call: readonly unknown[]) => boolean;
}

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= LONGEST_TEXT;
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;

export class Sandbox {
  readonly #frame = document.createElement("iframe");
  readonly #control = new MessageChannel();
  readonly #code = new MessageChannel();
  readonly #relayed = new MessageChannel();
  readonly #nextTurn = new MessageChannel();
  #relay: Worker | null = null;
  /** What came and is not handled yet: messages, and the calls of messages. */
  readonly #inbox: unknown[] = [];
  readonly #listener: Listener;
  readonly #timers: number[] = [];
  readonly #sent = { logs: 0, printed: 0, answers: 0, calls: 0, pongs: 0 };
  /** The text of the worker: the prelude, and the learner's code as the body of a function. */
  readonly #program: string;
  readonly #config: Config;
  /** The number of the learner's lines. */
  readonly #lines: number;
  #end: (ending: Ending) => void = () => {};
  #pings = 0;
  /** When the code answered last. */
  #ponged = 0;
  /** When the frame answered last. */
  #alive = 0;
  #begun = false;

  constructor(source: string, config: Omit<Config, "firstLine">, listener: Listener) {
    this.#listener = listener;
    const before = `${PRELUDE}(async () => {"use strict";\n`;
    this.#config = { ...config, firstLine: before.split("\n").length };
    this.#lines = source.split("\n").length;
    this.#program = `${before}${wellFormed(source)}\n});\n//# sourceURL=${NAME}`;
  }

  /** Runs the code, and resolves with how it ended. */
  run(): Promise<Ending> {
    return new Promise((resolve) => {
      this.#end = (ending) => {
        this.#end = () => {};
        this.#throwAway();
        resolve(ending);
      };
      this.#control.port1.onmessage = ({ data }) => this.#fromFrame(data);
      this.#relayed.port1.onmessage = ({ data }) => this.#fromRelay(data);
      this.#nextTurn.port1.onmessage = () => this.#handle();
      this.#relay = startRelay(this.#code.port1, this.#relayed.port2, MOST_MESSAGES, MOST_CHARACTERS);
      this.#relay.onerror = () => this.#end({ kind: "unstarted" });
      this.#frame.setAttribute("sandbox", "allow-scripts");
      this.#frame.hidden = true;
      this.#frame.title = "The worker of an exercise";
      this.#frame.srcdoc = DOCUMENT;
      this.#frame.addEventListener("load", () => {
        this.#frame.contentWindow?.postMessage(this.#program, "*", [this.#control.port2, this.#code.port2]);
        this.#send(["begin", this.#config]);
      }, { once: true });
      document.body.append(this.#frame);
      this.#after(START_TURNS, () => {
        if (!this.#begun) this.#end({ kind: "unstarted" });
      });
    });
  }

  /** Calls `act` after this many turns. */
  #after(turns: number, act: () => void): void {
    this.#timers.push(window.setTimeout(() => (turns > 1 ? this.#after(turns - 1, act) : act()), TURN_MS));
  }

  /** Ends the run now. */
  cancel(): void {
    this.#end({ kind: "cancelled" });
  }

  /** Answers a call of the pool. */
  reply(reply: Reply): void {
    this.#send(reply);
  }

  #send(message: FromPage): void {
    this.#relayed.port1.postMessage({ message } satisfies ToRelay);
  }

  #throwAway(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const { port1 } of [this.#control, this.#relayed, this.#nextTurn]) port1.close();
    this.#inbox.length = 0;
    this.#frame.remove();
    this.#relay?.terminate();
  }

  #begin(): void {
    this.#begun = true;
    this.#timers.push(window.setInterval(() => this.#ping(), TURN_MS));
    this.#timers.push(window.setTimeout(() => this.#judge(1), TIME_LIMIT_MS - SILENT_TURNS * TURN_MS));
  }

  #ping(): void {
    this.#pings += 1;
    this.#send(["ping", 0]);
    this.#control.port1.postMessage("ping");
  }

  /** Finds out why the code does not end. `asked` counts the attempts, this one included. */
  #judge(asked: number): void {
    const since = performance.now();
    this.#ping();
    this.#after(SILENT_TURNS, () => {
      const lives = this.#alive > since;
      if (!lives && asked < MOST_ASKED) return this.#judge(asked + 1);
      this.#end({ kind: !lives ? "died" : this.#ponged > since ? "waiting" : "busy" });
    });
  }

  #fromFrame(data: unknown): void {
    if (!Array.isArray(data)) return this.#end({ kind: "unsound" });
    const [kind, message, line]: unknown[] = data;
    if (kind === "alive") this.#alive = performance.now();
    else if (kind !== "error" || typeof message !== "string" || !isCount(line)) this.#end({ kind: "unsound" });
    // Before the code has begun, an error is a syntax error. Later, an error without a message means that memory ran out.
    else if (this.#begun) this.#end(message ? { kind: "threw", name: "", message: message.slice(0, LONGEST_TEXT), line: this.#lineOf(line) } : { kind: "died" });
    else this.#end({ kind: "syntax", message: message.replace(/^(Uncaught )?(SyntaxError: )?/, "").slice(0, LONGEST_TEXT), line: this.#lineOf(line) });
  }

  #fromRelay(data: FromRelay): void {
    if (typeof data === "string") return this.#end({ kind: data });
    for (const text of data) {
      const message = parsed(text);
      const [kind, calls]: unknown[] = Array.isArray(message) ? message : [];
      if (this.#floods(kind, calls)) return this.#end({ kind: "flood" });
      if (kind === "calls" && Array.isArray(calls)) for (const call of calls) this.#inbox.push(["call", call]);
      else this.#inbox.push(message);
    }
    this.#handle();
  }

  /** Handles what came, in as many turns as it takes. Code may call the pool twenty thousand times at once. */
  #handle(): void {
    for (const message of this.#inbox.splice(0, MOST_AT_ONCE)) {
      if (!this.#takes(message)) return this.#end({ kind: "unsound" });
    }
    if (this.#inbox.length > 0) this.#nextTurn.port2.postMessage(null);
    else this.#relayed.port1.postMessage({ next: true } satisfies ToRelay);
  }

  /** Counts a message, and returns whether there were too many of its kind. */
  #floods(kind: unknown, calls: unknown): boolean {
    const sent = this.#sent;
    if (kind === "log") sent.logs += 1;
    if (kind === "answer") sent.answers += 1;
    if (kind === "pong") sent.pongs += 1;
    if (kind === "calls" && Array.isArray(calls)) sent.calls += calls.length;
    return sent.logs > MOST_LOGS || sent.answers > 1 || sent.calls > MOST_CALLS || sent.pongs > this.#pings;
  }

  /** Handles a message. Returns false if it is not one that the prelude sends. */
  #takes(data: unknown): boolean {
    if (!Array.isArray(data)) return false;
    const [kind, first, second, third]: unknown[] = data;
    switch (kind) {
      case "begun":
        if (this.#begun) return false;
        this.#begin();
        return true;
      case "pong":
        this.#ponged = performance.now();
        return true;
      case "log": {
        const level = LOG_LEVELS.find((known) => known === first);
        if (!level || !isText(second)) return false;
        this.#sent.printed += second.length;
        if (this.#sent.printed > MOST_PRINTED) return false;
        this.#listener.log(level, second);
        return true;
      }
      case "answer": {
        const isList = Array.isArray(first) && first.length <= LONGEST_TEXT && first.every(isText);
        if (!isList && !isText(first)) return false;
        this.#listener.answer(first);
        return true;
      }
      case "call":
        return Array.isArray(first) && this.#listener.call(first);
      case "threw":
        if (!isText(first) || !isText(second) || !isCount(third)) return false;
        this.#end({ kind: "threw", name: first, message: second, line: this.#lineOf(third) });
        return true;
      case "finished":
        this.#end({ kind: "finished" });
        return true;
      default:
        return false;
    }
  }

  /** Converts a line of the whole program into the learner's, or into 0 if it is before the learner's first. */
  #lineOf(line: number): number {
    const { firstLine } = this.#config;
    return line < firstLine ? 0 : Math.min(line - firstLine + 1, this.#lines);
  }
}

/** Replaces lone surrogates, which cannot be part of an address. With the flag `u`, pairs do not match. */
const wellFormed = (text: string): string => text.replace(/[\uD800-\uDFFF]/gu, "\uFFFD");

/** Returns what a JSON text holds; undefined if it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
