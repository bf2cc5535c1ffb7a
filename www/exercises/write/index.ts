// Write it: an editor, the checks beside it, and the output of the code. This file only shows what other modules decide.

import { cross, el, loadStyles, notice, question, tick } from "../../common/dom.js";
import { duration, plural, whole } from "../../common/numbers.js";
import type { Change, Handles, Mounted } from "../handles.js";
import { FORGOTTEN, KEEP, LONGEST_DRAFT } from "../progress.js";
import { Attempt } from "./attempt.js";
import type { Outcome } from "./attempt.js";
import { EXERCISES } from "./exercises.js";
import type { Exercise } from "./exercises.js";
import { CHECKS } from "./grading.js";
import type { Verdict } from "./grading.js";
import { drawable } from "./from_python.js";
import { Lender } from "./lender.js";
import { openEditor } from "./open_editor.js";
import type { Editor } from "./plain_editor.js";
import type { LogLevel } from "./sandbox.js";

/** A draft is kept after this long without typing. */
const DRAFT_AFTER_MS = 400;

/** The handles that an exercise of this kind uses. */
type UsedHandles = Omit<Handles, "record" | "onMeasured"> & { record: Pick<Handles["record"], "draft" | "others"> };
type WriteRecord = UsedHandles["record"];
/** What it is given: all but the first two may be left out. */
type WriteHandles = Pick<UsedHandles, "id" | "everyCore"> & Partial<Omit<UsedHandles, "record">> & { record?: Partial<WriteRecord> };

/** Shows an exercise of this kind in `element`. */
export async function mount(element: HTMLElement, handles: WriteHandles): Promise<Mounted> {
  const exercise = EXERCISES[handles.id];
  if (!exercise) throw new Error(`there is no exercise “${handles.id}” to write`);
  await loadStyles(new URL("write.css", import.meta.url));
  if (!handles.everyCore.environment().workersAvailable) {
    element.replaceChildren(notice("This exercise needs workers.", "This browser gives the page none. Open it in another one, or outside of any private or restricted mode.", "bad"));
    return { close() {} };
  }
  const view = new WriteIt(element, handles, exercise);
  await view.open();
  return { close: () => view.close() };
}

/** Turns text between backticks into code elements. */
const worded = (text: string): (Node | string)[] => text.split("`").map((part, index) => (index % 2 === 1 ? el("code", {}, part) : part));

const NO_HANDLES: Omit<UsedHandles, "id" | "everyCore"> = { onAttempt() {}, onPassed() {}, onHint() {}, onShown() {}, onDraft() {}, onRecord: () => () => {}, onExchange() {}, say() {}, record: { draft: null, others: [] }, next: "" };

class WriteIt {
  readonly #element: HTMLElement;
  readonly #handles: UsedHandles;
  readonly #exercise: Exercise;
  readonly #lender: Lender;
  readonly #run = el("button", { class: "btn write-run", type: "button", disabled: true, onclick: () => this.#press() }, "Run the checks");
  readonly #hint = el("button", { class: "btn", type: "button", onclick: () => this.#help() }, "Hint 1 of 2");
  readonly #over = el("button", { class: "link-btn", type: "button", disabled: true, onclick: () => this.#startOver() }, "Start over");
  readonly #sure = question("write-sure");
  readonly #took = el("span", { class: "write-took" });
  readonly #checks = el("ol", { class: "checks" });
  readonly #host = el("div", { class: "write-host" });
  readonly #output = el("pre", { class: "write-output", tabindex: "0", role: "group", "aria-label": "Output of the code" });
  readonly #outputPane = el("div", { class: "write-console", hidden: true }, el("div", { class: "pane-head" }, el("span", {}, "Output")), this.#output);
  readonly #shown = el("div", { class: "ex-help write-help" });
  readonly #keys = el("p", { class: "small dim", id: "write-keys" });
  readonly #length = el("p", { class: "small", id: "write-length", hidden: true });
  readonly #others = el("ul", { class: "write-others", hidden: true });
  /** Undefined while the editor loads. */
  #editor: Editor | undefined;
  #running: Attempt | null = null;
  #hints = 0;
  #draftTimer: number | undefined;
  /** What was typed and is not kept yet. */
  #unkept: string | null = null;
  /** The draft that is kept, as far as this exercise knows. */
  #kept: string | null;
  /** Removes all listeners. */
  readonly #closing = new AbortController();

  constructor(element: HTMLElement, handles: WriteHandles, exercise: Exercise) {
    this.#element = element;
    this.#handles = { ...NO_HANDLES, ...handles, record: { ...NO_HANDLES.record, ...handles.record } };
    this.#exercise = exercise;
    this.#kept = this.#handles.record.draft;
    this.#lender = new Lender(handles.everyCore);
  }

  async open(): Promise<void> {
    const { text, file, start } = this.#exercise;
    this.#element.replaceChildren(
      ...text.map((paragraph) => el("p", { class: "prose write-text" }, ...worded(paragraph))),
      el("div", { class: "lab2" },
        el("div", { class: "write-editor" },
          el("div", { class: "pane-head" }, el("span", {}, file), this.#over, this.#sure.element), this.#host, this.#length, this.#others, this.#keys),
        el("div", { class: "write-results" },
          el("div", { class: "pane-head" }, el("span", {}, "Checks, in order"), this.#took), this.#checks,
          el("div", { class: "pane-foot" }, this.#run, this.#hint))),
      this.#outputPane, this.#shown);
    this.#draw([]);
    const { signal } = this.#closing;
    this.#element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#running?.cancel();
    }, { signal });
    for (const name of ["pagehide", "visibilitychange", KEEP]) addEventListener(name, () => this.#keep(), { signal });
    // When all progress is forgotten, the draft that is not kept yet is forgotten as well.
    addEventListener(FORGOTTEN, () => this.#forget(), { signal });
    this.#editor = await openEditor(this.#host, {
      runs: "runs the checks",
      text: this.#handles.record.draft ?? start,
      label: `Code, ${file}`,
      describedBy: "write-keys",
      onChange: (draft) => this.#changed(draft),
      onRun: () => {
        if (!this.#running) void this.#press();
      },
    });
    this.#keys.textContent = this.#editor.keys;
    for (const button of [this.#run, this.#over]) button.disabled = false;
    this.#drawOthers(this.#handles.record);
    signal.addEventListener("abort", this.#handles.onRecord((record) => this.#follow(record)));
  }

  /** Shows a draft that came from a file or from another tab. */
  #follow(record: WriteRecord): void {
    const { draft } = record;
    this.#drawOthers(record);
    if (draft === this.#kept) return;
    this.#kept = draft;
    if (draft === null || this.#unkept !== null || draft === this.#editor?.text) return;
    this.#editor?.setText(draft);
    this.#forget();
  }

  /** Offers the drafts of other records. */
  #drawOthers({ draft, others }: WriteRecord): void {
    const rows = others.flatMap((other, index) => {
      if (other.draft === null || other.draft === draft) return [];
      const lines = other.draft.split("\n");
      const beginning = lines.find((line) => line.trim() !== "")?.trim().slice(0, 40) ?? "";
      const words = `Another draft is kept: ${plural(lines.length, "line")}, beginning “${beginning}”. `;
      const exchange = () => {
        this.#keep();
        this.#handles.onExchange(index);
        this.#handles.say("The other draft is in the editor. The one before it is kept.");
        this.#editor?.focus();
      };
      return [el("li", { class: "small" }, words, el("button", { class: "link-btn", type: "button", onclick: exchange }, "Exchange it for the one above"))];
    });
    this.#others.replaceChildren(...rows);
    this.#others.hidden = rows.length === 0;
  }

  close(): void {
    this.#keep();
    this.#closing.abort();
    this.#running?.cancel();
    this.#lender.close();
    this.#editor?.destroy();
  }

  #changed(draft: string): void {
    this.#editor?.mark(0);
    clearTimeout(this.#draftTimer);
    this.#unkept = draft;
    this.#draftTimer = window.setTimeout(() => this.#keep(), DRAFT_AFTER_MS);
    this.#sayLength(draft.length > LONGEST_DRAFT);
  }

  #sayLength(isTooLong: boolean): void {
    if (this.#length.hidden !== isTooLong) return;
    const said = isTooLong ? `The code is longer than ${whole(LONGEST_DRAFT)} characters, and so it is not kept. It stays as it was kept before.` : "";
    this.#length.textContent = said;
    this.#length.hidden = !isTooLong;
    this.#handles.say(said);
  }

  /** Keeps what was typed, now. */
  #keep(): void {
    const draft = this.#unkept;
    this.#forget();
    if (draft !== null) this.#handles.onDraft(draft);
  }

  #forget(): void {
    clearTimeout(this.#draftTimer);
    this.#unkept = null;
  }

  async #startOver(): Promise<void> {
    const { start } = this.#exercise;
    if (this.#editor?.text !== start) {
      this.#over.hidden = true;
      const isSure = await this.#sure.ask("Replace your code?", "Start over", "Keep it");
      this.#over.hidden = false;
      this.#over.focus();
      if (!isSure) return;
    }
    this.#editor?.setText(start);
    this.#draw([]);
    this.#outputPane.hidden = true;
    this.#handles.say("The code is as it was at the start.");
    this.#editor?.focus();
  }

  async #press(): Promise<void> {
    if (this.#running) return this.#running.cancel();
    const editor = this.#editor;
    if (!editor) return;
    this.#keep();
    this.#draw([]);
    editor.mark(0);
    this.#output.replaceChildren();
    this.#outputPane.hidden = true;
    this.#took.textContent = "";
    const { everyCore } = this.#handles;
    const attempt = new Attempt({ everyCore, lender: this.#lender, exercise: this.#exercise, source: editor.text, check: editor.syntaxError }, {
      log: (level, text) => this.#print(level, text),
      verdicts: (verdicts, now) => this.#draw(verdicts, now),
    });
    this.#running = attempt;
    this.#run.textContent = "Stop";
    this.#handles.say("Running.");
    const outcome = await attempt.run();
    this.#running = null;
    this.#run.textContent = "Run the checks";
    if (!this.#closing.signal.aborted) this.#finish(outcome, editor);
  }

  #finish({ verdicts, line, tookMs, measured, stopped, isJudged }: Outcome, editor: Editor): void {
    this.#draw(verdicts, "", stopped);
    editor.mark(line);
    this.#took.textContent = tookMs ? duration(tookMs) : "";
    if (!isJudged) return this.#handles.say(stopped);
    const failed = verdicts.findIndex(({ isFine }) => !isFine);
    const isPassed = failed === -1 && verdicts.length === CHECKS.length;
    const answer = isPassed ? "passed" : stopped ? "did not finish" : `failed: ${CHECKS[failed]?.title}`;
    const change: Change = { draft: editor.text, answer, ...(measured ? { measured } : {}) };
    this.#handles.onAttempt(change);
    if (!isPassed) return this.#handles.say(stopped || `Check ${failed + 1} fails. ${verdicts[failed]?.text}`);
    this.#handles.onPassed(change);
    this.#handles.say("All checks pass.");
    const { next } = this.#handles;
    this.#shown.replaceChildren(
      el("p", { class: "ui ex-passed" }, el("b", {}, "All checks pass. "), ...worded(this.#exercise.because)),
      ...(next ? [el("div", { class: "row" }, el("a", { href: next, class: "btn" }, "Next exercise"))] : []));
  }

  /**
   * Draws the checks, as far as they are decided. `now` says what the check after these is doing, and `stopped` why there are no more
   * verdicts.
   */
  #draw(verdicts: readonly Verdict[], now = "", stopped = ""): void {
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
    this.#checks.replaceChildren(...why, ...rows);
  }

  #print(level: LogLevel, text: string): void {
    this.#outputPane.hidden = false;
    this.#output.append(el("span", { class: `line ${level}` }, `${drawable(text)}\n`));
  }

  #help(): void {
    const { hints, solution, because } = this.#exercise;
    const hint = hints[this.#hints];
    this.#hints += 1;
    if (hint === undefined) {
      this.#handles.onShown();
      const code = el("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "A solution" }, el("code", {}, solution));
      this.#shown.replaceChildren(el("div", { class: "hintbox" }, el("p", {}, el("b", {}, "A solution. "), ...worded(because), " A solution that was shown does not count as passed."), code));
      this.#hint.hidden = true;
      this.#handles.say("A solution is shown below.");
      code.focus();
      return;
    }
    this.#handles.onHint();
    const title = `Hint ${this.#hints} of ${hints.length}. `;
    this.#shown.replaceChildren(el("div", { class: "hintbox" }, el("p", {}, el("b", {}, title), ...worded(hint))));
    this.#handles.say(`${title}${hint.replaceAll("`", "")}`);
    this.#hint.textContent = this.#hints === hints.length ? "Show a solution" : `Hint ${this.#hints + 1} of ${hints.length}`;
  }
}
