// Predict, run, explain. The prediction unlocks the run, the run unlocks the question, and the run's own bar answers it.

import { el, first, messageOf, notice } from "../../common/dom.js";
import { ratio } from "../../common/numbers.js";
import type { Handles, Mounted } from "../handles.js";
import { Explain } from "./explain.js";
import { scale } from "./figures.js";
import type { Reports } from "./grade.js";
import { MOST_WORKERS, QUESTIONS } from "./questions.js";
import type { Memory, Outcome, Question, Setting } from "./questions.js";

/** Larger predictions are taken for typing errors. */
const MOST_TIMES = 1000;
const GUESS = "A guess is enough. It cannot be changed once the run has begun.";

/** Shows an exercise of this kind in `element`. */
export function mount(element: HTMLElement, handles: Handles): Mounted {
  const { id } = handles;
  if (!isQuestion(id)) throw new Error(`there is no exercise “${id}” to predict`);
  if (!handles.everyCore.environment().workersAvailable) {
    element.replaceChildren(notice("This exercise needs workers.", "This browser gives the page none. Open it in another one, or outside of any private or restricted mode.", "bad"));
    return { close() {} };
  }
  return open(id, element, handles);
}

const isQuestion = (id: string): id is keyof Reports => Object.hasOwn(QUESTIONS, id);

function open<Id extends keyof Reports>(id: Id, element: HTMLElement, handles: Handles): Mounted {
  const exercise = new PredictRunExplain<Reports[Id]>(QUESTIONS[id], element, handles);
  return { close: () => exercise.close() };
}

class PredictRunExplain<Report> {
  readonly #question: Question<Report>;
  readonly #handles: Handles;
  readonly #memory: Memory;
  readonly #setting: Setting;
  readonly #button = el("button", { class: "btn", type: "button", onclick: () => this.#press() });
  readonly #progress = el("div", { class: "ex-progress small dim" });
  readonly #outcome = el("div", { class: "ex-outcome" });
  readonly #again = el("button", { class: "link-btn", type: "button", hidden: true, onclick: () => this.#predictAgain() }, "Predict again");
  readonly #hint = el("p", { class: "hint", id: "prediction-hint" }, GUESS);
  readonly #heads = { predict: heading("Predict", 1), run: heading("Run", 2), explain: heading("Explain", 3) };
  readonly #fields: HTMLFieldSetElement;
  readonly #explain: Explain;
  #isClosed = false;
  #running: AbortController | null = null;
  #report: Report | null = null;
  #prediction = "";

  constructor(question: Question<Report>, element: HTMLElement, handles: Handles) {
    this.#question = question;
    this.#handles = handles;
    const { reportedProcessors, sharedMemory } = handles.everyCore.environment();
    this.#memory = sharedMemory ? "shared" : "isolated";
    const most = MOST_WORKERS[this.#memory];
    this.#setting = { p: Math.min(reportedProcessors, most), most, reported: reportedProcessors };
    this.#fields = this.#makeFields();
    this.#explain = new Explain(handles);
    const memory = sharedMemory ? "" : " Workers here are isolated, each with a memory of its own, because this page cannot share memory.";
    const { predict, run, explain } = this.#heads;
    element.replaceChildren(
      el("p", { class: "prose" }, question.text(this.#setting) + memory),
      this.#before(),
      el("ol", { class: "steps" },
        el("li", {}, predict, this.#fields, this.#again),
        el("li", {}, run, el("p", { class: "small dim" }, question.plan(this.#setting)), el("div", { class: "row" }, this.#button), this.#progress, this.#outcome),
        el("li", {}, explain, this.#explain.element)));
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#running) this.#cancel();
    });
    this.#draw();
  }

  /** Says what was done in an earlier visit, here and in another browser. */
  #before(): HTMLElement | "" {
    const { others, ...ours } = this.#handles.record;
    const said = [ours, ...others].flatMap(({ prediction, measured, state }, index) => {
      if (!prediction || !measured) return [];
      const figure = `${ratio(measured.value)}, between ${ratio(measured.low)} and ${ratio(measured.high)}`;
      return [`${index === 0 ? "Last time" : "Elsewhere"} you said “${prediction}”, and it measured ${figure}${state === "passed" ? "; you passed" : ""}.`];
    });
    return said.length > 0 ? el("p", { class: "small dim ex-before" }, said.join(" ")) : "";
  }

  #makeFields(): HTMLFieldSetElement {
    const asked = this.#question.predict(this.#setting);
    const predicted = (prediction: string) => {
      this.#prediction = prediction;
      this.#draw();
    };
    if ("options" in asked) {
      return el("fieldset", { class: "opts" }, el("legend", { class: "lbl" }, asked.label), ...asked.options.map(({ id, text }) =>
        el("label", { class: "opt" }, el("input", { type: "radio", name: "prediction", value: id, onchange: () => predicted(id) }), el("span", {}, text))));
    }
    const input: HTMLInputElement = el("input", {
      id: "prediction", type: "text", inputmode: "decimal", size: 5, autocomplete: "off", "aria-describedby": "prediction-hint",
      oninput: (): void => predicted(this.#read(input)),
    });
    return el("fieldset", {},
      el("label", { class: "lbl", for: "prediction" }, asked.label),
      el("span", { class: "field" }, input, el("span", { class: "unit dim" }, asked.unit)),
      this.#hint);
  }

  /** Returns the number in the field, or "" if it is no speed-up. */
  #read(field: HTMLInputElement): string {
    const text = field.value.trim().replace(",", ".");
    const value = /^\d+(\.\d*)?$|^\.\d+$/.test(text) ? Number(text) : NaN;
    const isFine = value > 0 && value <= MOST_TIMES;
    const isWrong = text !== "" && !isFine;
    if (isWrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    this.#hint.classList.toggle("bad", isWrong);
    this.#hint.textContent = isWrong ? `A number above 0 and up to ${MOST_TIMES}, such as 1.5.` : GUESS;
    return isFine ? String(value) : "";
  }

  #press(): void {
    if (this.#running) this.#cancel();
    else void this.#run();
  }

  /** Ends the exercise, because another one takes its place. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #cancel(): void {
    this.#running?.abort(new DOMException("cancelled", "AbortError"));
  }

  async #run(): Promise<void> {
    const { everyCore, say } = this.#handles;
    const running = new AbortController();
    this.#running = running;
    this.#outcome.replaceChildren();
    this.#explain.lock();
    const bar = el("progress", { max: 1, value: 0, "aria-label": "Samples done" });
    const words = el("p", {}, "Starting and warming up the workers.");
    this.#progress.replaceChildren(bar, words);
    this.#draw();
    say("Running.");
    const onProgress = (done: number, total: number) => {
      bar.value = done / total;
      words.textContent = `Sample ${done} of ${total}.`;
    };
    try {
      const report = await this.#question.measure({ ...this.#setting, everyCore, strategy: this.#memory, signal: running.signal, onProgress });
      if (!this.#isClosed) this.#finish(report);
    } catch (error) {
      // A message about this run must not replace those of the exercise that is open now.
      if (this.#isClosed) return;
      const isCancelled = running.signal.aborted;
      const reason = messageOf(error);
      const words = isCancelled ? "Cancelled. Your prediction still stands." : `The run failed: ${reason}`;
      this.#outcome.replaceChildren(isCancelled ? el("p", { class: "ui dim" }, words) : notice("The run failed.", `${reason} Run again.`, "bad"));
      say(words);
    } finally {
      this.#running = null;
      this.#progress.replaceChildren();
      this.#draw();
    }
  }

  /** Shows the outcome of a run, and opens the question about it. */
  #finish(report: Report): void {
    this.#report = report;
    const outcome = this.#question.read(report, this.#prediction);
    const { value, low, high } = outcome.measured;
    const prediction = this.#said();
    this.#handles.onMeasured({ prediction, measured: { value, low, high } });
    this.#outcome.append(drawing(outcome, this.#predicted()), el("p", { class: "ui" }, outcome.sentence));
    this.#explain.ask({ outcome, prediction, grade: this.#question.grade(report), hint: this.#question.hint,
      passed: () => mark(this.#heads.explain, "done"), again: () => void this.#run() });
    this.#handles.say(`${outcome.sentence} The question is open.`);
  }

  /** Returns the prediction in words, for the record. */
  #said(): string {
    const asked = this.#question.predict(this.#setting);
    return "options" in asked ? asked.options.find(({ id }) => id === this.#prediction)?.text ?? "" : this.#prediction;
  }

  /** Returns the predicted speed-up; null if something else was predicted, such as the size of a pool. */
  #predicted(): number | null {
    return "options" in this.#question.predict(this.#setting) ? null : Number(this.#prediction);
  }

  #predictAgain(): void {
    this.#report = null;
    this.#prediction = "";
    for (const field of this.#fields.querySelectorAll("input")) {
      if (field.type === "radio") field.checked = false;
      else field.value = "";
    }
    this.#outcome.replaceChildren();
    this.#explain.lock();
    this.#draw();
    first(this.#fields, "input").focus();
  }

  #draw(): void {
    const isRunning = this.#running !== null;
    const hasReport = this.#report !== null;
    const hasPredicted = this.#prediction !== "";
    this.#fields.disabled = isRunning || hasReport;
    this.#again.hidden = isRunning || !hasReport;
    this.#button.disabled = !hasPredicted;
    this.#button.textContent = isRunning ? "Cancel" : !hasPredicted ? "Predict first" : hasReport ? "Run again" : "Run";
    mark(this.#heads.predict, hasPredicted ? "done" : "");
    mark(this.#heads.run, hasReport ? "done" : hasPredicted ? "" : "locked");
    mark(this.#heads.explain, hasReport ? "" : "locked");
  }
}

function heading(name: string, number: number): HTMLElement {
  return el("h4", { class: "st" }, el("span", { class: "dot", "aria-hidden": "true" }, String(number)), name);
}

function mark(head: HTMLElement, state: "done" | "locked" | ""): void {
  head.className = `st ${state}`;
}

function drawing({ rows }: Outcome, predicted: number | null): HTMLElement {
  return el("div", { class: "ex-scale" }, scale(rows, predicted));
}
