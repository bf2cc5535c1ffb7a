// Write it: an editor, the checks beside it, and what the code said. What is right is decided elsewhere; here it is shown.

import { cross, el, notice, tick } from "../dom.js";
import { FORGOTTEN, LONGEST_DRAFT } from "../progress.js";
import { grouped } from "./coverage.js";
import { openEditor } from "./editing.js";
import { EXERCISES } from "./exercises.js";
import { CHECKS } from "./grading.js";
import { Lender } from "./lender.js";
import { Attempt } from "./attempt.js";

/** Typing is over when nothing was typed for so long. */
const DRAFT_AFTER_MS = 400;

/**
 * @typedef {object} Handles what the shell gives; of these only the first two are needed
 * @property {string} id
 * @property {import("../../every-core").EveryCore} everyCore
 * @property {(change?: object) => void} [onAttempt]
 * @property {(change?: object) => void} [onPassed]
 * @property {() => void} [onHint]
 * @property {() => void} [onShown]
 * @property {(draft: string) => void} [onDraft]
 * @property {(text: string) => void} [say]
 * @property {{ draft?: string | null }} [record]
 * @property {string} [next]
 */

/** @param {HTMLElement} element @param {Handles} handles */
export async function mount(element, handles) {
  const exercise = EXERCISES[handles.id];
  if (!exercise) throw new Error(`there is no exercise “${handles.id}” to write`);
  await styles();
  if (!handles.everyCore.environment().workersAvailable) {
    element.replaceChildren(notice("This exercise needs workers.", "This browser gives the page none. Open it in another one, or outside of any private or restricted mode.", "bad"));
    return { close() {} };
  }
  const view = new WriteIt(element, handles, exercise);
  await view.open();
  return { close: () => view.close() };
}

/** The style sheet, once. */
function styles() {
  const href = new URL("write.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error("write.css is missing"));
    document.head.append(el("link", { rel: "stylesheet", href, onload: resolve, onerror: failed }));
  });
}

/** What stands between backticks is code. @param {string} text */
const worded = (text) => text.split("`").map((part, index) => (index % 2 === 1 ? el("code", {}, part) : part));

class WriteIt {
  #element;
  #handles;
  #exercise;
  #lender;
  /** @type {import("./editing.js").Editor} */
  #editor;
  /** @type {Attempt | null} */
  #running = null;
  #hints = 0;
  #draftTimer = 0;
  /** What was typed and is not kept yet. @type {string | null} */
  #unkept = null;
  /** Ends all listening. */
  #closing = new AbortController();

  /** @param {HTMLElement} element @param {Handles} handles @param {import("./exercises.js").Exercise} exercise */
  constructor(element, handles, exercise) {
    this.#element = element;
    this.#handles = { onAttempt() {}, onPassed() {}, onHint() {}, onShown() {}, onDraft() {}, say() {}, record: {}, next: "", ...handles };
    this.#exercise = exercise;
    this.#lender = new Lender(handles.everyCore);
  }

  async open() {
    const { text, file } = this.#exercise;
    this.run = el("button", { class: "btn write-run", type: "button", disabled: true, onclick: () => this.#press() }, "Run the checks");
    this.hint = el("button", { class: "btn", type: "button", onclick: () => this.#help() }, "Hint 1 of 2");
    this.over = el("button", { class: "link-btn", type: "button", disabled: true, onclick: () => this.#startOver() }, "Start over");
    this.took = el("span", { class: "write-took" });
    this.checks = el("ol", { class: "checks" });
    this.host = el("div", { class: "write-host" });
    this.output = el("pre", { class: "write-output", tabindex: "0", role: "group", "aria-label": "Output of the code" });
    this.outputPane = el("div", { class: "write-console", hidden: true }, el("div", { class: "pane-head" }, el("span", {}, "Output")), this.output);
    this.shown = el("div", { class: "ex-help write-help" });
    this.keys = el("p", { class: "small dim", id: "write-keys" });
    this.length = el("p", { class: "small", id: "write-length", hidden: true });
    this.#element.replaceChildren(
      ...text.map((paragraph) => el("p", { class: "prose write-text" }, ...worded(paragraph))),
      el("div", { class: "lab2" },
        el("div", { class: "write-editor" },
          el("div", { class: "pane-head" }, el("span", {}, file), this.over), this.host, this.length, this.keys),
        el("div", { class: "write-results" },
          el("div", { class: "pane-head" }, el("span", {}, "Checks, in order"), this.took), this.checks,
          el("div", { class: "pane-foot" }, this.run, this.hint))),
      this.outputPane, this.shown);
    this.#draw([]);
    const { signal } = this.#closing;
    this.#element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#running) this.#running.cancel();
    }, { signal });
    addEventListener("pagehide", () => this.#keep(), { signal });
    // What was typed before is forgotten, too.
    addEventListener(FORGOTTEN, () => this.#forget(), { signal });
    this.#editor = await openEditor(this.host, {
      text: this.#handles.record?.draft ?? this.#exercise.start,
      label: `Code, ${file}`,
      describedBy: "write-keys",
      onChange: (draft) => this.#changed(draft),
      onRun: () => !this.#running && this.#press(),
    });
    this.keys.textContent = this.#editor.keys;
    for (const button of [this.run, this.over]) button.removeAttribute("disabled");
  }

  close() {
    this.#keep();
    this.#closing.abort();
    this.#running?.cancel();
    this.#lender.close();
    this.#editor?.destroy();
  }

  #changed(draft) {
    this.#editor?.mark(0);
    clearTimeout(this.#draftTimer);
    this.#unkept = draft;
    this.#draftTimer = setTimeout(() => this.#keep(), DRAFT_AFTER_MS);
    this.#sayLength(draft.length > LONGEST_DRAFT);
  }

  #sayLength(isTooLong) {
    if (this.length.hidden !== isTooLong) return;
    const said = `The code is longer than ${grouped(LONGEST_DRAFT)} characters, and so it is not kept. It stays as it was kept before.`;
    this.length.textContent = isTooLong ? said : "";
    this.length.hidden = !isTooLong;
    this.#handles.say(this.length.textContent);
  }

  /** Keeps what was typed, now. */
  #keep() {
    const draft = this.#unkept;
    this.#forget();
    if (draft !== null) this.#handles.onDraft(draft);
  }

  #forget() {
    clearTimeout(this.#draftTimer);
    this.#unkept = null;
  }

  #startOver() {
    this.#editor.setText(this.#exercise.start);
    this.#draw([]);
    this.outputPane.hidden = true;
    this.#handles.say("The code is as it was at the start.");
    this.#editor.focus();
  }

  async #press() {
    if (this.#running) return this.#running.cancel();
    this.#keep();
    this.#draw([]);
    this.#editor.mark(0);
    this.output.replaceChildren();
    this.outputPane.hidden = true;
    this.took.textContent = "";
    const { everyCore } = this.#handles;
    const attempt = new Attempt({ everyCore, lender: this.#lender, exercise: this.#exercise, source: this.#editor.text, check: this.#editor.syntaxError }, {
      log: (level, text) => this.#print(level, text),
      verdicts: (verdicts, now) => this.#draw(verdicts, now),
    });
    this.#running = attempt;
    this.run.textContent = "Stop";
    this.#handles.say("Running.");
    const outcome = await attempt.run();
    this.#running = null;
    this.run.textContent = "Run the checks";
    if (!this.#closing.signal.aborted) this.#finish(outcome);
  }

  /** @param {import("./attempt.js").Outcome} outcome */
  #finish({ verdicts, line, tookMs, measured, stopped, isJudged }) {
    this.#draw(verdicts, "", stopped);
    this.#editor.mark(line);
    this.took.textContent = !tookMs ? "" : tookMs < 1000 ? `${Math.round(tookMs)} ms` : `${(tookMs / 1000).toFixed(1)} s`;
    if (!isJudged) return this.#handles.say(stopped);
    const draft = this.#editor.text;
    const failed = verdicts.findIndex(({ isFine }) => !isFine);
    const isPassed = failed === -1 && verdicts.length === CHECKS.length;
    const answer = isPassed ? "passed" : stopped ? "did not finish" : `failed: ${CHECKS[failed]?.title}`;
    const change = { draft, answer, ...(measured ? { measured } : {}) };
    this.#handles.onAttempt(change);
    if (!isPassed) {
      this.#handles.say(stopped || `Check ${failed + 1} fails. ${verdicts[failed]?.text}`);
      return;
    }
    this.#handles.onPassed(change);
    this.#handles.say("All checks pass.");
    const next = this.#handles.next ? [el("a", { href: this.#handles.next, class: "btn" }, "Next exercise")] : [];
    this.shown.replaceChildren(el("p", { class: "ui ex-passed" }, el("b", {}, "All checks pass. "), ...worded(this.#exercise.because)), ...next.map((link) => el("div", { class: "row" }, link)));
  }

  /**
   * The checks, as far as they are decided.
   * @param {import("./grading.js").Verdict[]} verdicts
   * @param {string} [now] what the check after these is doing
   * @param {string} [stopped] why there are no more
   */
  #draw(verdicts, now = "", stopped = "") {
    const rows = CHECKS.map(({ title, id }, index) => {
      const verdict = verdicts[index];
      const state = !verdict ? "wait" : verdict.isFine ? "pass" : "fail";
      const word = { wait: "not yet", pass: "passes", fail: "fails" }[state];
      const text = verdict?.text ?? (index === verdicts.length ? now : "");
      return el("li", { class: state, "data-check": id },
        el("span", { class: "g", "aria-hidden": "true" }, ...(state === "pass" ? [tick()] : state === "fail" ? [cross()] : [])),
        el("span", {}, el("span", { class: "t" }, title), el("span", { class: "vh" }, `: ${word}`), ...(text ? [el("p", { class: state === "fail" ? "msg" : "note-line" }, text)] : [])));
    });
    const why = stopped ? [el("li", { class: "fail stopped" }, el("span", { class: "g", "aria-hidden": "true" }, cross()), el("p", { class: "msg" }, stopped))] : [];
    this.checks.replaceChildren(...why, ...rows);
  }

  #print(level, text) {
    this.outputPane.hidden = false;
    this.output.append(el("span", { class: `line ${level}` }, `${text}\n`));
  }

  #help() {
    const { hints, solution, because } = this.#exercise;
    this.#hints += 1;
    if (this.#hints > hints.length) {
      this.#handles.onShown();
      const code = el("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "A solution" }, el("code", {}, solution));
      this.shown.replaceChildren(el("div", { class: "hintbox" }, el("p", {}, el("b", {}, "A solution. "), ...worded(because), " A solution that was shown does not count as passed."), code));
      this.hint.hidden = true;
      this.#handles.say("A solution is shown below.");
      code.focus();
      return;
    }
    this.#handles.onHint();
    const title = `Hint ${this.#hints} of ${hints.length}. `;
    this.shown.replaceChildren(el("div", { class: "hintbox" }, el("p", {}, el("b", {}, title), ...worded(hints[this.#hints - 1]))));
    this.#handles.say(`${title}${hints[this.#hints - 1].replaceAll("`", "")}`);
    this.hint.textContent = this.#hints === hints.length ? "Show a solution" : `Hint ${this.#hints + 1} of ${hints.length}`;
  }
}
