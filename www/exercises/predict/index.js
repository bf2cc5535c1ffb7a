// Predict, run, explain: the prediction unlocks the run, the run opens the question, and the run's own bar answers it.

import { el, notice } from "../dom.js";
import { Explain } from "./explain.js";
import { scale } from "./figures.js";
import { MOST_WORKERS, QUESTIONS } from "./questions.js";
import { fixed } from "./words.js";

/** More than this nobody means. */
const MOST_TIMES = 1000;

/** @param {HTMLElement} element @param {import("./explain.js").Handles & { id: string, everyCore: import("../../every-core").EveryCore }} handles */
export function mount(element, handles) {
  const exercise = new PredictRunExplain(element, handles);
  return { close: () => exercise.close() };
}

class PredictRunExplain {
  #handles;
  /** @type {import("./questions.js").Question} */
  #question;
  /** @type {import("./questions.js").Setting} */
  #setting;
  /** @type {"shared" | "isolated"} */
  #strategy;
  #isClosed = false;
  /** @type {AbortController | null} */
  #running = null;
  #report = null;
  #prediction = "";

  constructor(element, handles) {
    this.#handles = handles;
    this.#question = QUESTIONS[handles.id];
    const { reportedProcessors, sharedMemory, workersAvailable } = handles.everyCore.environment();
    if (!workersAvailable) {
      element.replaceChildren(notice("This exercise needs workers.", "This browser gives the page none. Open it in another one, or outside of any private or restricted mode.", "bad"));
      return;
    }
    this.#strategy = sharedMemory ? "shared" : "isolated";
    const most = MOST_WORKERS[this.#strategy];
    this.#setting = { p: Math.min(reportedProcessors, most), most, reported: reportedProcessors };
    this.button = /** @type {HTMLButtonElement} */ (el("button", { class: "btn", type: "button", onclick: () => this.#press() }));
    this.progress = el("div", { class: "ex-progress small dim" });
    this.outcome = el("div", { class: "ex-outcome" });
    this.again = el("button", { class: "link-btn", type: "button", hidden: true, onclick: () => this.#predictAgain() }, "Predict again");
    this.explain = new Explain(this.#question, handles);
    const steps = ["Predict", "Run", "Explain"].map((name, index) => heading(name, index + 1));
    [this.predictHead, this.runHead, this.explainHead] = steps;
    const memory = this.#strategy === "shared"
      ? "" : " Workers here are isolated, each with a memory of its own, because this page cannot share memory.";
    element.replaceChildren(
      el("p", { class: "prose" }, this.#question.text(this.#setting) + memory),
      this.#before(),
      el("ol", { class: "steps" },
        el("li", {}, steps[0], this.#fields(), this.again),
        el("li", {}, steps[1], el("p", { class: "small dim" }, this.#question.plan(this.#setting)), el("div", { class: "row" }, this.button), this.progress, this.outcome),
        el("li", {}, steps[2], this.explain.element)));
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#running) this.cancel();
    });
    this.#draw();
  }

  /** What was done in an earlier visit. */
  #before() {
    const { prediction, measured, state } = this.#handles.record;
    if (!prediction || !measured) return "";
    const figure = `${fixed(measured.value)}, between ${fixed(measured.low)} and ${fixed(measured.high)}`;
    return el("p", { class: "small dim ex-before" }, `Last time you said “${prediction}”, and it measured ${figure}${state === "passed" ? "; you passed" : ""}.`);
  }

  #fields() {
    const asked = this.#question.predict(this.#setting);
    const changed = (/** @type {Event} */ { target }) => {
      this.#prediction = this.#read(/** @type {HTMLInputElement} */ (target));
      this.#draw();
    };
    if ("options" in asked) {
      this.fields = el("fieldset", { class: "opts" }, el("legend", { class: "lbl" }, asked.label), ...asked.options.map(({ id, text }) =>
        el("label", { class: "opt" }, el("input", { type: "radio", name: "prediction", value: id, onchange: changed }), el("span", {}, text))));
      return this.fields;
    }
    this.hint = el("p", { class: "hint", id: "prediction-hint" }, "A guess is enough. Running seals it.");
    this.fields = el("fieldset", {},
      el("label", { class: "lbl", for: "prediction" }, asked.label),
      el("span", { class: "field" }, el("input", {
        id: "prediction", type: "text", inputmode: "decimal", size: 5, autocomplete: "off", "aria-describedby": "prediction-hint", oninput: changed,
      }), el("span", { class: "unit dim" }, asked.unit)),
      this.hint);
    return this.fields;
  }

  /** The prediction, or "" while there is none that can be measured against. @param {HTMLInputElement} field */
  #read(field) {
    if (field.type === "radio") return field.value;
    const text = field.value.trim().replace(",", ".");
    const value = /^\d+(\.\d*)?$|^\.\d+$/.test(text) ? Number(text) : NaN;
    const isFine = value > 0 && value <= MOST_TIMES;
    const isWrong = text !== "" && !isFine;
    if (isWrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    this.hint.classList.toggle("bad", isWrong);
    this.hint.textContent = isWrong ? `A number above 0 and up to ${MOST_TIMES}, such as 1.5.` : "A guess is enough. Running seals it.";
    return isFine ? String(value) : "";
  }

  #press() {
    if (this.#running) this.cancel();
    else this.#run();
  }

  /** Another exercise takes its place. */
  close() {
    this.#isClosed = true;
    this.cancel();
  }

  cancel() {
    this.#running?.abort(new DOMException("cancelled", "AbortError"));
  }

  async #run() {
    const { everyCore, say } = this.#handles;
    const running = new AbortController();
    this.#running = running;
    this.outcome.replaceChildren();
    this.explain.lock();
    const bar = /** @type {HTMLProgressElement} */ (el("progress", { max: 1, value: 0, "aria-label": "Samples done" }));
    const words = el("p", {}, "Starting and warming up the workers.");
    this.progress.replaceChildren(bar, words);
    this.#draw();
    say("Running.");
    const onProgress = (done, total) => {
      bar.value = done / total;
      words.textContent = `Sample ${done} of ${total}.`;
    };
    try {
      const bench = { ...this.#setting, everyCore, strategy: this.#strategy, signal: running.signal, onProgress };
      const report = await this.#question.measure(bench);
      if (this.#isClosed) return;
      this.#report = report;
      const outcome = this.#question.read(report, this.#prediction);
      const { value, low, high } = outcome.measured;
      this.#handles.onMeasured({ prediction: this.#said(), measured: { value, low, high } });
      this.outcome.append(drawing(outcome, this.#predicted()), el("p", { class: "ui" }, outcome.sentence));
      this.explain.ask(report, outcome, this.#said());
      say(`${outcome.sentence} The question is open.`);
    } catch (error) {
      // What is open now has the word.
      if (this.#isClosed) return;
      const isCancelled = running.signal.aborted;
      const words = isCancelled ? "Cancelled. Your prediction still stands." : `The run failed: ${error.message}`;
      this.outcome.replaceChildren(isCancelled ? el("p", { class: "ui dim" }, words) : notice("The run failed.", `${error.message} Run again.`, "bad"));
      say(words);
    } finally {
      this.#running = null;
      this.progress.replaceChildren();
      this.#draw();
    }
  }

  /** The prediction in words, for the record. */
  #said() {
    const asked = this.#question.predict(this.#setting);
    return "options" in asked ? asked.options.find(({ id }) => id === this.#prediction)?.text ?? "" : this.#prediction;
  }

  /** The speed-up that was predicted; null where something else was, such as the size of a pool. */
  #predicted() {
    return "options" in this.#question.predict(this.#setting) ? null : Number(this.#prediction);
  }

  #predictAgain() {
    this.#report = null;
    this.#prediction = "";
    for (const field of this.fields.querySelectorAll("input")) {
      if (field.type === "radio") field.checked = false;
      else field.value = "";
    }
    this.outcome.replaceChildren();
    this.explain.lock();
    this.#draw();
    this.fields.querySelector("input").focus();
  }

  #draw() {
    const isRunning = this.#running !== null;
    const isSealed = isRunning || this.#report !== null;
    const hasPredicted = this.#prediction !== "";
    this.fields.disabled = isSealed;
    this.again.hidden = isRunning || this.#report === null;
    this.button.disabled = !hasPredicted;
    this.button.textContent = isRunning ? "Cancel" : !hasPredicted ? "Predict first" : this.#report ? "Run again" : "Run";
    mark(this.predictHead, hasPredicted ? "done" : "");
    mark(this.runHead, this.#report ? "done" : hasPredicted ? "" : "locked");
    mark(this.explainHead, this.#report ? "" : "locked");
  }
}

/** @param {string} name @param {number} number */
function heading(name, number) {
  return el("h4", { class: "st" }, el("span", { class: "dot", "aria-hidden": "true" }, String(number)), name);
}

/** @param {HTMLElement} head @param {"done" | "locked" | ""} state */
function mark(head, state) {
  head.className = `st ${state}`;
}

/** @param {import("./questions.js").Outcome} outcome @param {number | null} predicted */
function drawing({ rows }, predicted) {
  const figure = el("div", { class: "ex-scale" });
  figure.innerHTML = scale(rows, predicted);
  return figure;
}
