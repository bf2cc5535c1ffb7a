// The third step of a prediction: the lanes of the run, the question about them, two hints and the solution.

import { cross, el, tick } from "../../common/dom.js";
import { fixed } from "../../common/numbers.js";
import type { Handles } from "../handles.js";
import { lanes } from "./figures.js";
import type { Grade } from "./grade.js";
import { facts } from "./questions.js";
import type { Option, Outcome } from "./questions.js";
import { bars, right, solution, wrong } from "./words.js";

/** What the third step is about. */
export interface Explained {
  outcome: Outcome;
  grade: Grade;
  /** The prediction in words, for the record. */
  prediction: string;
  /** The first hint. */
  hint: string;
  /** Called when an answer was right. */
  passed: () => void;
  /** Measures again, with a new question. */
  again: () => void;
}

/** The question about one run. */
class Asked {
  readonly element: HTMLElement;
  readonly #explained: Explained;
  readonly #handles: Handles;
  readonly #check = el("button", { class: "btn", type: "submit" }, "Check");
  readonly #again = el("button", { class: "btn", type: "button", hidden: true, onclick: () => this.#explained.again() }, "Run again and explain that run");
  readonly #hint = el("button", { class: "link-btn", type: "button", onclick: () => this.#help() }, "Hint 1 of 2");
  readonly #shown = el("div", { class: "ex-help" });
  readonly #options: HTMLFieldSetElement;
  #hints = 0;

  constructor(explained: Explained, handles: Handles) {
    this.#explained = explained;
    this.#handles = handles;
    const { outcome } = explained;
    this.#options = el("fieldset", { class: "opts" }, el("legend", { class: "lbl" }, outcome.why), ...outcome.options.map(optionOf));
    const figures = outcome.lanes.map((run) => el("figure", {},
      el("p", { class: "small" }, el("b", {}, run.title), `. ${facts(run)}`),
      el("div", { class: "ex-lanes" }, lanes(run.entry.medianRun))));
    const submit = (event: Event) => {
      event.preventDefault();
      this.#answer();
    };
    this.element = el("div", {}, ...figures,
      el("p", { class: "small dim" }, "The median run. Each lane is a worker, and its length is time. Blue is computing; in any other colour, the worker waited. You have one answer for each run."),
      el("form", { onsubmit: submit, novalidate: true }, this.#options, el("div", { class: "row ex-ask" }, this.#check, this.#again, this.#hint)),
      this.#shown);
  }

  #answer(): void {
    const chosen = this.#options.querySelector<HTMLInputElement>("input:checked");
    if (!chosen) {
      this.#tell("Choose one of the answers first.");
      return;
    }
    const { grade, outcome, prediction } = this.#explained;
    const isRight = grade.right.includes(chosen.value);
    const because = (isRight ? right : wrong)(chosen.value, grade);
    const verdict = isRight ? "Yes." : "Not in this run.";
    const option = chosen.closest(".opt");
    option?.classList.add(isRight ? "right" : "wrong");
    option?.querySelector(".fb")?.append(isRight ? tick() : cross(), el("span", {}, el("b", {}, `${verdict} `), because));
    const { value, low, high } = outcome.measured;
    const change = { prediction, measured: { value, low, high }, answer: chosen.value };
    this.#handles.onAttempt(change);
    this.#handles.say(`${verdict} ${because}`);
    this.#closeAnswers();
    if (isRight) {
      this.#handles.onPassed(change);
      this.#explained.passed();
      this.#finish();
      return;
    }
    // Each run has one answer. So an explanation is found by looking at the lanes, not by trying all of them.
    this.#again.hidden = false;
    this.#again.focus();
  }

  /** Takes no further answer about this run. */
  #closeAnswers(): void {
    for (const input of this.#options.querySelectorAll("input")) input.disabled = true;
    this.#check.hidden = true;
  }

  #tell(text: string): void {
    this.#shown.replaceChildren(el("p", { class: "ui" }, text));
    this.#handles.say(text);
  }

  #help(): void {
    const { grade, hint } = this.#explained;
    this.#hints += 1;
    if (this.#hints > 2) {
      this.#handles.onShown();
      this.#box("Solution", `${solution(grade)} A solution that was shown does not count as passed.`, this.#table());
      this.#hint.hidden = true;
      (this.#check.hidden ? this.#again : this.#check).focus();
      return;
    }
    this.#handles.onHint();
    if (this.#hints === 1) this.#box("Hint 1 of 2", hint);
    else this.#box("Hint 2 of 2", "The bars of these runs, in workers.", this.#table());
    this.#hint.textContent = this.#hints === 1 ? "Hint 2 of 2" : "Show the solution";
  }

  #box(title: string, text: string, ...more: Node[]): void {
    this.#shown.replaceChildren(el("div", { class: "hintbox" }, el("p", {}, el("b", {}, `${title}. `), text), ...more));
    this.#handles.say(`${title}. ${text}`);
  }

  #table(): HTMLElement {
    const { lanes: runs } = this.#explained.outcome;
    const rows = bars(runs).map(({ part, name, values }) =>
      el("tr", { "data-part": part }, el("th", { scope: "row" }, name), ...values.map((value) => el("td", { "data-value": value }, fixed(value)))));
    const totals = runs.map(({ entry }) => el("td", {}, fixed(entry.medianRun.workers)));
    return el("div", { class: "ex-table", tabindex: "0", role: "group", "aria-label": "The bars in numbers" },
      el("table", {},
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "part"), ...runs.map(({ title }) => el("th", { scope: "col" }, title)))),
        el("tbody", {}, ...rows),
        el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "workers"), ...totals))));
  }

  #finish(): void {
    this.#hint.hidden = true;
    const { next } = this.#handles;
    const passed = el("p", { class: "ui ex-passed", tabindex: "-1" }, next ? el("a", { href: next, class: "btn" }, "Next exercise") : "Passed.");
    this.#shown.replaceChildren(passed, this.#table());
    (passed.querySelector("a") ?? passed).focus();
  }
}

function optionOf({ id, text }: Option): HTMLElement {
  const input = el("input", { type: "radio", name: "why", value: id });
  return el("label", { class: "opt" }, input, el("span", {}, text, el("span", { class: "fb" })));
}

/** The third step, locked until a run is explained. */
export class Explain {
  readonly element = el("div", { class: "ex-explain" });
  readonly #handles: Handles;

  constructor(handles: Handles) {
    this.#handles = handles;
    this.lock();
  }

  /** Hides the question, before a run and during it. */
  lock(): void {
    this.element.replaceChildren(el("p", { class: "ui ex-locked" }, "Opens after the run."));
  }

  /** Asks the question about a run. */
  ask(explained: Explained): void {
    this.element.replaceChildren(...new Asked(explained, this.#handles).element.children);
  }
}
