// Runs Python in a frame with an origin of its own, and reads what comes from there. To end everything at once, the frame is removed.

import { PYTHON_DOCUMENT } from "../exercises/write/sandbox_document.js";
import type { Files } from "./files.js";
import type { FromManager, Measured, Span, ToManager } from "./protocol.js";

/** What a program wrote: to its output (1) or as an error (2), and which of its processes it was. */
export type Piece = readonly [pid: number, stream: 1 | 2, text: string];

export interface Listener {
  /** The program begins. Its interpreter took so long to start. */
  began: (ms: number) => void;
  /** The program wrote this; so many characters are left out. */
  wrote: (pieces: readonly Piece[], left: number) => void;
  /** What the processes did. Comes before `ended`. */
  measured: (measured: Measured) => void;
  ended: (code: number) => void;
  /** Something failed that is not the program. */
  failed: (why: string) => void;
}

/** The timeout for the manager to start, in turns of the page's event loop. */
const START_TURNS = 60;
const TURN_MS = 250;

export class Sandbox {
  readonly #frame = document.createElement("iframe");
  readonly #control = new MessageChannel();
  readonly #manager = new MessageChannel();
  readonly #listener: Listener;
  readonly #waiting: number;

  constructor(files: Files, cores: number, listener: Listener) {
    this.#listener = listener;
    this.#control.port1.onmessage = ({ data }) => this.#fromFrame(data);
    this.#manager.port1.onmessage = ({ data }) => this.#fromManager(data);
    this.#frame.setAttribute("sandbox", "allow-scripts");
    // Without this, an origin of its own has no shared memory.
    this.#frame.allow = "cross-origin-isolated";
    this.#frame.hidden = true;
    this.#frame.title = "Python’s workers";
    this.#frame.srcdoc = PYTHON_DOCUMENT;
    this.#frame.addEventListener("load", () => {
      this.#frame.contentWindow?.postMessage(files.manager, "*", [this.#control.port2, this.#manager.port2]);
    }, { once: true });
    document.body.append(this.#frame);
    // WebKit starts no such worker and reports no error. Turns are counted, as `exercises/write/sandbox.ts` says.
    let turns = 0;
    this.#waiting = window.setInterval(() => {
      if ((turns += 1) < START_TURNS) return;
      clearInterval(this.#waiting);
      this.#listener.failed("this browser did not start a worker in a frame of its own");
    }, TURN_MS);
    // The port keeps this, and a program, until the manager is there.
    this.#send(["begin", { ...files.parts, cores }]);
  }

  /** Runs a program. It must be over before the next one. */
  run(name: string, program: string): void {
    this.#send(["run", name, program]);
  }

  /** Ends the program; `ended` is called. */
  stop(): void {
    this.#send(["stop"]);
  }

  /** Starts the interpreters for the next program, so that it need not wait for them. */
  prepare(): void {
    this.#send(["prepare"]);
  }

  /** Ends everything, now. */
  remove(): void {
    clearInterval(this.#waiting);
    this.#control.port1.close();
    this.#manager.port1.close();
    this.#frame.remove();
  }

  #send(message: ToManager): void {
    this.#manager.port1.postMessage(message);
  }

  #fromFrame(data: unknown): void {
    if (Array.isArray(data) && data[0] === "error") this.#listener.failed(String(data[1] || "a worker failed").slice(0, 300));
  }

  #fromManager(data: unknown): void {
    const message = parsed(data);
    switch (message?.[0]) {
      case "loaded":
        clearInterval(this.#waiting);
        if (message[1] === 0) this.#listener.failed("this browser shares no memory with workers in a frame of their own, and cannot suspend WebAssembly");
        return;
      case "began":
        return this.#listener.began(message[1]);
      case "output":
        this.#listener.wrote(message[1], message[2]);
        // The next batch comes when the page had time to draw this one. A hidden page draws nothing, so no frame is awaited.
        setTimeout(() => this.#send(["shown"]), DRAW_MS);
        return;
      case "measured":
        return this.#listener.measured(message[1]);
      case "ended":
        return this.#listener.ended(message[1]);
      default:
        this.#listener.failed("a message could not be read");
    }
  }
}

/** The pause between two batches of output. */
const DRAW_MS = 60;
/** The longest message that the manager sends. */
const LONGEST = 1e6;

/** Reads a message. It has to be text, because the cost of reading text is known from its length. */
function parsed(data: unknown): FromManager | null {
  if (typeof data !== "string" || data.length > LONGEST) return null;
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return null;
  }
  if (!Array.isArray(message)) return null;
  const [kind, first, second]: unknown[] = message;
  if (kind === "loaded" && (first === 0 || first === 1)) return [kind, first];
  if ((kind === "began" || kind === "ended") && typeof first === "number") return [kind, first];
  if (kind === "measured" && isMeasured(first)) return [kind, first];
  if (kind === "output" && typeof second === "number" && Array.isArray(first) && first.every(isPiece)) return [kind, first, second];
  return null;
}

const isPiece = (piece: unknown): piece is Piece =>
  Array.isArray(piece) && typeof piece[0] === "number" && (piece[1] === 1 || piece[1] === 2) && typeof piece[2] === "string";

const isSpan = (span: unknown): span is Span => Array.isArray(span) && span.length === 2 && span.every(Number.isFinite);
const isSpans = (spans: unknown): spans is readonly Span[] => Array.isArray(spans) && spans.every(isSpan);

function isMeasured(value: unknown): value is Measured {
  if (typeof value !== "object" || value === null || !("main" in value) || !("processes" in value)) return false;
  const { main, processes } = value;
  const isProcess = (process: unknown) => typeof process === "object" && process !== null && "start" in process && isSpan(process.start) && "busy" in process && isSpans(process.busy) && "earlyMs" in process && Number.isFinite(process.earlyMs);
  return isSpans(main) && Array.isArray(processes) && processes.every(isProcess);
}
