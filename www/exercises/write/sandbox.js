// One run of the learner's code: a frame with a worker in it, thrown away afterwards. Whatever comes out is checked here.

import { prelude } from "./prelude.js";
import { DOCUMENT } from "./sandbox_document.js";

/** How long the code may take, once it has begun. */
export const TIME_LIMIT_MS = 5000;
/**
 * Waits for an answer are counted in turns of the page's event loop. A page that was held up, by twenty thousand calls or by a busy
 * machine, counts one turn for that time, and hears between two turns what was said meanwhile. One long timer would instead end at
 * the same moment as the delay, before those messages.
 */
const TURN_MS = 250;
/** How many turns a frame and its worker may take to start. */
const START_TURNS = 60;
/** A worker that is asked near the end and has not answered after so many turns is busy. */
const SILENT_TURNS = 4;
/** A frame that has not answered, either, is asked again, at most so often. */
const MOST_ASKED = 3;
/** More than a sound run can send, of all messages and of some kinds: the prelude keeps to less, but code may have got around it. */
const MOST_MESSAGES = 25_000;
const MOST_LOGS = 201;
const MOST_CALLS = 25_000;
const MOST_CHARACTERS = 2_000_000;
export const LONGEST_CODE = 20_000;
const LONGEST_TEXT = 1000;

/** The name under which the browser knows the code, in stacks. */
const NAME = "your-code.js";

/**
 * How a run ended. `line` is one of the learner's, or 0 where the browser did not say.
 * @typedef {{ kind: "finished" }
 *   | { kind: "threw", name: string, message: string, line: number }
 *   | { kind: "syntax", message: string, line: number }
 *   | { kind: "busy" | "waiting" | "died" | "flood" | "unsound" | "unstarted" | "cancelled" }} Ending
 *
 * @typedef {object} Listener
 * @property {(level: "log" | "warn" | "error", text: string) => void} log
 * @property {(value: string | string[]) => void} answer
 * @property {(call: unknown[]) => boolean} call a call of the pool; false: it is none
 */

const isText = (value) => typeof value === "string" && value.length <= LONGEST_TEXT;
const isCount = (value) => Number.isInteger(value) && value >= 0;

export class Sandbox {
  #frame = document.createElement("iframe");
  #control = new MessageChannel();
  #code = new MessageChannel();
  /** @type {(ending: Ending) => void} */
  #end = () => {};
  /** @type {Listener} */
  #listener;
  #timers = /** @type {number[]} */ ([]);
  #sent = { messages: 0, logs: 0, answers: 0, calls: 0, pongs: 0, characters: 0 };
  #pings = 0;
  #ponged = 0;
  #alive = 0;
  #begun = false;
  #firstLine;
  #lines;

  /**
   * @param {string} source the learner's code
   * @param {Omit<import("./prelude.js").Config, "firstLine">} config
   * @param {Listener} listener
   */
  constructor(source, config, listener) {
    this.#listener = listener;
    // The code is the body of a function; what stands before it ends with a line of its own.
    const before = `(${prelude})()(async () => {"use strict";\n`;
    this.#firstLine = before.split("\n").length;
    this.#lines = source.split("\n").length;
    this.#program = `${before}${wellFormed(source)}\n});\n//# sourceURL=${NAME}`;
    this.#config = config;
  }
  #program;
  #config;

  /** Runs the code to its end, whatever that is. @returns {Promise<Ending>} */
  run() {
    return new Promise((resolve) => {
      this.#end = (ending) => {
        this.#end = () => {};
        this.#throwAway();
        resolve(ending);
      };
      this.#control.port1.onmessage = ({ data }) => this.#fromFrame(data);
      this.#code.port1.onmessage = ({ data }) => this.#fromCode(data);
      this.#frame.setAttribute("sandbox", "allow-scripts");
      this.#frame.hidden = true;
      this.#frame.title = "The worker of an exercise";
      this.#frame.srcdoc = DOCUMENT;
      this.#frame.addEventListener("load", () => {
        this.#frame.contentWindow?.postMessage(this.#program, "*", [this.#control.port2, this.#code.port2]);
        this.#code.port1.postMessage(["begin", { ...this.#config, firstLine: this.#firstLine }]);
      }, { once: true });
      document.body.append(this.#frame);
      this.#after(START_TURNS, () => !this.#begun && this.#end({ kind: "unstarted" }));
    });
  }

  /** Ends the run now. */
  cancel() {
    this.#end({ kind: "cancelled" });
  }

  /** Answers a call of the pool. @param {["done", number, string[]] | ["failed", number, { name: string, message: string }]} reply */
  reply(reply) {
    this.#code.port1.postMessage(reply);
  }

  #throwAway() {
    for (const timer of this.#timers) clearInterval(timer);
    this.#control.port1.close();
    this.#code.port1.close();
    this.#frame.remove();
  }

  #begin() {
    this.#begun = true;
    this.#timers.push(setInterval(() => this.#ping(), TURN_MS));
    this.#timers.push(setTimeout(() => this.#judge(1), TIME_LIMIT_MS - SILENT_TURNS * TURN_MS));
  }

  /** Calls back after so many turns. @param {number} turns @param {() => void} done */
  #after(turns, done) {
    this.#timers.push(setTimeout(() => (turns > 1 ? this.#after(turns - 1, done) : done()), TURN_MS));
  }

  #ping() {
    this.#pings += 1;
    this.#code.port1.postMessage(["ping", 0]);
    this.#control.port1.postMessage("ping");
  }

  /** Finds out why the code has no end. @param {number} asked how often, with this time */
  #judge(asked) {
    const since = performance.now();
    this.#ping();
    this.#after(SILENT_TURNS, () => {
      const lives = this.#alive > since;
      if (!lives && asked < MOST_ASKED) return this.#judge(asked + 1);
      this.#end({ kind: !lives ? "died" : this.#ponged > since ? "waiting" : "busy" });
    });
  }

  /** @param {unknown} data */
  #fromFrame(data) {
    if (!Array.isArray(data)) return this.#end({ kind: "unsound" });
    const [kind, message, line] = data;
    if (kind === "alive") this.#alive = performance.now();
    else if (kind !== "error" || typeof message !== "string" || !isCount(line)) this.#end({ kind: "unsound" });
    // Before it has begun, only the code's form can be wrong. Later, a worker that ends without having said why is out of memory.
    else if (this.#begun) this.#end(message ? { kind: "threw", name: "", message: message.slice(0, LONGEST_TEXT), line: this.#lineOf(line) } : { kind: "died" });
    else this.#end({ kind: "syntax", message: message.replace(/^(Uncaught )?(SyntaxError: )?/, "").slice(0, LONGEST_TEXT), line: this.#lineOf(line) });
  }

  /** @param {unknown} data */
  #fromCode(data) {
    if (this.#floods(data)) return this.#end({ kind: "flood" });
    if (!this.#takes(data)) this.#end({ kind: "unsound" });
  }

  /** Counts a message, and tells whether there have been too many, or too long ones. @param {unknown} data @returns {boolean} */
  #floods(data) {
    const sent = this.#sent;
    const [kind, first, second] = Array.isArray(data) ? data : [];
    sent.messages += 1;
    if (kind === "log") sent.logs += 1;
    if (kind === "answer") sent.answers += 1;
    if (kind === "pong") sent.pongs += 1;
    if (kind === "calls" && Array.isArray(first)) sent.calls += first.length;
    // A list of calls holds numbers; the names in it are checked one by one.
    const texts = kind === "calls" ? [] : [first, second].flat();
    sent.characters += texts.reduce((sum, text) => sum + (typeof text === "string" ? text.length : 0), 0);
    return sent.messages > MOST_MESSAGES || sent.logs > MOST_LOGS || sent.answers > 1 || sent.calls > MOST_CALLS
      || sent.pongs > this.#pings || sent.characters > MOST_CHARACTERS;
  }

  /** Whether a message is one that the prelude sends, and what it asks for. @param {unknown} data @returns {boolean} */
  #takes(data) {
    if (!Array.isArray(data)) return false;
    const [kind, first, second, third] = data;
    switch (kind) {
      case "begun":
        if (this.#begun) return false;
        this.#begin();
        return true;
      case "pong":
        this.#ponged = performance.now();
        return true;
      case "log":
        if (!["log", "warn", "error"].includes(first) || !isText(second)) return false;
        this.#listener.log(first, second);
        return true;
      case "answer":
        if (!isText(first) && !(Array.isArray(first) && first.length <= LONGEST_TEXT && first.every(isText))) return false;
        this.#listener.answer(first);
        return true;
      case "calls":
        return Array.isArray(first) && first.every((call) => Array.isArray(call) && this.#listener.call(call));
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

  /** The learner's line for one of the whole program; 0 stays 0. @param {number} line */
  #lineOf(line) {
    return line < this.#firstLine ? 0 : Math.min(line - this.#firstLine + 1, this.#lines);
  }
}

/** Half of a pair of surrogates cannot stand in an address; with `u`, whole pairs are not halves. @param {string} text */
const wellFormed = (text) => text.replace(/[\uD800-\uDFFF]/gu, "\uFFFD");
