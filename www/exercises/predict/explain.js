// The third step: the lanes of the run, the question about them, two hints and the solution.

import { cross, el, tick } from "../dom.js";
import { lanes } from "./figures.js";
import { facts } from "./questions.js";
import { bars, fixed, right, solution, wrong } from "./words.js";

/**
 * @typedef {object} Handles
 * @property {(text: string) => void} say
 * @property {Readonly<import("../progress.js").Record>} record
 * @property {string} next
 * @property {(change?: object) => void} onAttempt
 * @property {(change?: object) => void} onPassed
 * @property {(change: object) => void} onMeasured
 * @property {() => void} onHint
 * @property {() => void} onShown
 */

export class Explain {
  #question;
  #handles;
  #hints = 0;
  /** @type {import("./grade.js").Grade} */
  #grade;
  /** @type {import("./questions.js").Outcome} */
  #outcome;
  #prediction = "";

  /** @param {import("./questions.js").Question} question @param {Handles} handles */
  constructor(question, handles) {
    this.#question = question;
    this.#handles = handles;
    this.element = el("div", { class: "ex-explain" });
    this.lock();
  }

  /** Before the run. */
  lock() {
    this.element.replaceChildren(el("p", { class: "ui ex-locked" }, "Opens after the run."));
  }

  /** Opens the question on a run. @param {any} report @param {import("./questions.js").Outcome} outcome @param {string} prediction */
  ask(report, outcome, prediction) {
    this.#grade = this.#question.grade(report);
    this.#outcome = outcome;
    this.#prediction = prediction;
    this.#hints = 0;
    this.check = /** @type {HTMLButtonElement} */ (el("button", { class: "btn", type: "submit" }, "Check"));
    this.hint = el("button", { class: "link-btn", type: "button", onclick: () => this.#help() }, "Hint 1 of 2");
    this.shown = el("div", { class: "ex-help" });
    this.options = el("fieldset", { class: "opts" }, el("legend", { class: "lbl" }, outcome.why), ...outcome.options.map((option) => this.#option(option)));
    const figures = outcome.lanes.map((run) => {
      const figure = el("div", { class: "ex-lanes" });
      figure.innerHTML = lanes(run.entry.medianRun);
      return el("figure", {}, el("p", { class: "small" }, el("b", {}, run.title), `. ${facts(run)}`), figure);
    });
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#answer();
    };
    this.element.replaceChildren(...figures,
      el("p", { class: "small dim" }, "The median run; a lane is a worker, its length is time. Blue is computing, anything else is waiting."),
      el("form", { onsubmit: submit, novalidate: true }, this.options, el("div", { class: "row ex-ask" }, this.check, this.hint)),
      this.shown);
  }

  /** @param {import("./questions.js").Option} option */
  #option({ id, text }) {
    const input = el("input", { type: "radio", name: "why", value: id });
    return el("label", { class: "opt" }, input, el("span", {}, text, el("span", { class: "fb" })));
  }

  #answer() {
    const chosen = /** @type {HTMLInputElement | null} */ (this.options.querySelector("input:checked"));
    if (!chosen) {
      this.#tell("Choose one of the answers first.");
      return;
    }
    for (const option of this.options.querySelectorAll(".opt")) {
      option.classList.remove("right", "wrong");
      option.querySelector(".fb").replaceChildren();
    }
    const isRight = this.#grade.right.includes(chosen.value);
    const because = (isRight ? right : wrong)(chosen.value, this.#grade);
    const verdict = isRight ? "Yes." : "Not in this run.";
    const option = /** @type {HTMLElement} */ (chosen.closest(".opt"));
    option.classList.add(isRight ? "right" : "wrong");
    option.querySelector(".fb").append(isRight ? tick() : cross(), el("span", {}, el("b", {}, `${verdict} `), because));
    const { value, low, high } = this.#outcome.measured;
    const change = { prediction: this.#prediction, measured: { value, low, high }, answer: chosen.value };
    this.#handles.onAttempt(change);
    this.#handles.say(`${verdict} ${because}`);
    if (isRight) {
      this.#handles.onPassed(change);
      this.#finish();
    }
  }

  /** @param {string} text */
  #tell(text) {
    this.shown.replaceChildren(el("p", { class: "ui" }, text));
    this.#handles.say(text);
  }

  #help() {
    this.#hints += 1;
    if (this.#hints > 2) {
      this.#handles.onShown();
      this.#bars("Solution", `${solution(this.#grade)} A solution that was shown does not count as passed.`);
      this.hint.hidden = true;
      this.check.focus();
      return;
    }
    this.#handles.onHint();
    if (this.#hints === 1) this.#box("Hint 1 of 2", this.#question.hint);
    else this.#bars("Hint 2 of 2", "The bars of these runs, in workers.");
    this.hint.textContent = this.#hints === 1 ? "Hint 2 of 2" : "Show the solution";
  }

  /** @param {string} title @param {string} text @param {...Node} more */
  #box(title, text, ...more) {
    this.shown.replaceChildren(el("div", { class: "hintbox" }, el("p", {}, el("b", {}, `${title}. `), text), ...more));
    this.#handles.say(`${title}. ${text}`);
  }

  /** @param {string} title @param {string} text */
  #bars(title, text) {
    this.#box(title, text, this.#table());
  }

  #table() {
    const { lanes: runs } = this.#outcome;
    const cell = (value) => el("td", { "data-value": value }, fixed(value));
    const rows = bars(runs).map(({ part, name, values }) =>
      el("tr", { "data-part": part }, el("th", { scope: "row" }, name), ...values.map(cell)));
    const totals = runs.map(({ entry }) => el("td", {}, fixed(entry.medianRun.workers)));
    return el("div", { class: "ex-table", tabindex: "0", role: "group", "aria-label": "The bars in numbers" },
      el("table", {},
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "part"), ...runs.map(({ title }) => el("th", { scope: "col" }, title)))),
        el("tbody", {}, ...rows),
        el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "workers"), ...totals))));
  }

  #finish() {
    for (const input of this.options.querySelectorAll("input")) input.disabled = true;
    this.check.hidden = true;
    this.hint.hidden = true;
    const { next } = this.#handles;
    const passed = el("p", { class: "ui ex-passed", tabindex: "-1" }, next ? el("a", { href: next, class: "btn" }, "Next exercise") : "Passed.");
    this.shown.replaceChildren(passed, this.#table());
    (passed.querySelector("a") ?? passed).focus();
  }
}
