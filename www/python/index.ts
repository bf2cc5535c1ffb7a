// The same in Python: an editor with the lecture's program, and what it prints. CPython is loaded with the first run.

import { el, loadStyles, messageOf, notice } from "../common/dom.js";
import { duration } from "../common/numbers.js";
import { openEditor } from "../exercises/write/open_editor.js";
import type { Editor } from "../exercises/write/plain_editor.js";
import { fetchFiles } from "./files.js";
import { comparison, lanes, stepsOf, timesOf } from "./figure.js";
import type { Times } from "./figure.js";
import type { Files } from "./files.js";
import { MOST_PROCESSES, canSuspend } from "./protocol.js";
import { sized } from "./size.js";
import type { Measured } from "./protocol.js";
import { Sandbox } from "./sandbox.js";
import type { Piece } from "./sandbox.js";

const NAME = "lecture.py";
/** The output that is shown: the last part of it, if there is more. A browser needs long to lay out more of it. */
const MOST_PIECES = 1000;
const MOST_CHARACTERS = 100_000;

/** How long the manager may take to stop a run before it is removed. */
const ANSWER_MS = 500;

/** Shows the section's contents in the place of the button that opens it. */
export async function mount(button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  try {
    const base = (name: string) => new URL(name, import.meta.url);
    const [program] = await Promise.all([
      fetch(base(NAME)).then((response) => response.text()), loadStyles(base("../exercises/write/write.css")), loadStyles(base("python.css")),
    ]);
    const { reportedProcessors, sharedMemory, workersAvailable } = window.everyCore.environment();
    if (!workersAvailable || !(sharedMemory || canSuspend())) {
      button.parentElement?.replaceWith(notice("Python does not run here.", "A program that waits for its processes needs memory that it shares with them, and this page has none; the chips at its top say why. Without, it needs a browser that can suspend WebAssembly (JSPI), and this one cannot", "bad"));
      return;
    }
    // If the page is busy with a run of its own, the program stays as it is.
    const text = await sized(program, window.everyCore).catch(() => program);
    const python = new Python(text, Math.min(reportedProcessors, MOST_PROCESSES - 1));
    button.parentElement?.replaceWith(python.element);
    await python.open();
  } catch (error) {
    button.disabled = false;
    throw error;
  }
}

class Python {
  readonly #first: string;
  readonly #cores: number;
  readonly #run = el("button", { class: "btn write-run python-run", type: "button", disabled: true, onclick: () => this.#press() }, "Run");
  readonly #reset = el("button", { class: "link-btn", type: "button", disabled: true, onclick: () => this.#restore() }, "Reset");
  readonly #status = el("p", { class: "ui python-status", role: "status" }, "STEPS suits this machine: the serial run takes some seconds. The first run loads CPython, about 6 MB.");
  readonly #host = el("div", { class: "write-host" });
  readonly #keys = el("p", { class: "small dim", id: "python-keys" });
  readonly #output = el("pre", { class: "write-output python-output", tabindex: "0", role: "group", "aria-label": "Output of the program" });
  readonly #figure = el("div", { class: "python-figure" });
  readonly element = el("div", { class: "wide python" },
    el("div", { class: "write-editor" }, el("div", { class: "pane-head" }, el("span", {}, NAME), this.#reset), this.#host, this.#keys),
    el("div", { class: "pane-foot" }, this.#run, this.#status),
    el("div", { class: "pane-head" }, el("span", {}, "Output")), this.#output, this.#figure);
  #editor: Editor | undefined;
  #files: Promise<Files> | undefined;
  #loading = new AbortController();
  #sandbox: Sandbox | undefined;
  #isRunning = false;
  #isStopping = false;
  #guard: number | undefined;
  #began = 0;
  /** The program that runs or has run. */
  #program = "";
  #measured: Measured | undefined;
  #characters = 0;

  constructor(program: string, cores: number) {
    this.#first = program;
    this.#cores = cores;
  }

  async open(): Promise<void> {
    this.#editor = await openEditor(this.#host, {
      language: "python",
      runs: "runs the program",
      text: this.#first,
      label: `Program, ${NAME}`,
      describedBy: "python-keys",
      onChange: () => this.#editor?.mark(0),
      onRun: () => {
        if (!this.#isRunning) void this.#press();
      },
    });
    this.#keys.textContent = this.#editor.keys;
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#isRunning) this.#stop();
    });
    for (const control of [this.#run, this.#reset]) control.disabled = false;
    this.#editor.focus();
  }

  #restore(): void {
    this.#editor?.setText(this.#first);
    this.#say("The program is as it was at the start.");
    this.#editor?.focus();
  }

  #say(status: string): void {
    this.#status.textContent = status;
  }

  async #press(): Promise<void> {
    if (this.#isRunning) return this.#stop();
    const program = this.#editor?.text ?? "";
    this.#isRunning = true;
    this.#run.textContent = "Stop";
    this.#output.replaceChildren();
    this.#figure.replaceChildren();
    this.#characters = 0;
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    try {
      this.#files ??= fetchFiles((share) => this.#say(`Loading CPython: ${Math.round(100 * share)}%.`), signal);
      const files = await this.#files;
      if (signal.aborted) return;
      this.#begin(files, program);
    } catch (error) {
      this.#files = undefined;
      if (!signal.aborted) this.#end(`CPython did not load: ${messageOf(error)}. Check the connection and run again.`);
    }
  }

  #begin(files: Files, program: string): void {
    this.#program = program;
    this.#say("Starting CPython.");
    this.#sandbox ??= new Sandbox(files, this.#cores, {
      began: () => {
        this.#began = performance.now();
        this.#say("Running.");
      },
      wrote: (pieces, left) => this.#print(pieces, left),
      measured: (measured) => { this.#measured = measured; },
      ended: (code) => void this.#ended(`${code === 0 ? "Ended" : `Ended with exit code ${code}`} after ${duration(performance.now() - this.#began)}.`),
      failed: (why) => this.#remove(`The run failed: ${why}.`),
    });
    this.#sandbox.run(NAME, program);
  }

  /** Says how the program ended, draws what its processes did, and runs the same in Rust. */
  async #ended(said: string): Promise<void> {
    const isStopped = this.#isStopping;
    this.#end(said);
    const measured = this.#measured;
    this.#measured = undefined;
    const times = measured && timesOf(measured);
    if (!isStopped && measured && times) {
      this.#figure.append(lanes(measured));
      const steps = stepsOf(this.#program);
      if (steps !== null) await this.#compare(times, steps);
    }
    // Only now, because the start of interpreters would slow down the runs in Rust.
    if (!this.#isRunning) this.#sandbox?.prepare();
  }

  /** Does the same steps in Rust, and shows both. */
  async #compare(times: Times, steps: number): Promise<void> {
    const figure = this.#figure.firstChild;
    let compared: HTMLElement;
    try {
      compared = await comparison(window.everyCore, times, steps);
    } catch (error) {
      compared = el("p", { class: "ui" }, `The same in Rust did not run: ${messageOf(error)}.`);
    }
    // Unless the next run has begun.
    if (figure === this.#figure.firstChild) this.#figure.append(compared);
  }

  /** Stops the run. What is loaded stays, unless it does not answer. */
  #stop(): void {
    this.#loading.abort();
    const sandbox = this.#sandbox;
    if (!sandbox) return this.#end("Stopped.");
    this.#isStopping = true;
    sandbox.stop();
    this.#guard = window.setTimeout(() => this.#remove("Stopped."), ANSWER_MS);
  }

  /** Removes the interpreters. The next run starts new ones. */
  #remove(said: string): void {
    this.#sandbox?.remove();
    this.#sandbox = undefined;
    this.#end(said);
  }

  #end(said: string): void {
    clearTimeout(this.#guard);
    this.#isRunning = false;
    this.#run.textContent = "Run";
    this.#say(this.#isStopping ? "Stopped." : said);
    this.#isStopping = false;
  }

  /** Shows what was written, and drops the oldest output when there is too much. */
  #print(pieces: readonly Piece[], left: number): void {
    const output = this.#output;
    const isAtEnd = output.scrollTop + output.clientHeight >= output.scrollHeight - 4;
    for (const [, stream, text] of pieces) {
      output.append(el("span", stream === 2 ? { class: "error" } : {}, text));
      this.#characters += text.length;
    }
    if (left > 0) output.append(el("span", { class: "warn" }, `\n… ${left} characters more, which are left out …\n`));
    while (output.childNodes.length > MOST_PIECES || this.#characters > MOST_CHARACTERS) {
      const { firstChild } = output;
      if (!firstChild) break;
      this.#characters -= firstChild.textContent?.length ?? 0;
      firstChild.remove();
    }
    if (isAtEnd) output.scrollTop = output.scrollHeight;
  }
}
