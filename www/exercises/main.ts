// Shows the list of exercises and the one that is open. It uses `window.everyCore` only, as any page of a course could.

import { el, first, loadStyles, messageOf, notice, tick } from "../common/dom.js";
import type { EveryCore } from "../every-core";
import { CATALOGUE, KINDS, find } from "./catalogue.js";
import type { Entry } from "./catalogue.js";
import { embedded, postHeight, postPassed, remedy } from "./embed.js";
import type { Handles } from "./handles.js";
import { lessonOf } from "./lessons.js";
import { Progress } from "./progress.js";
import type { State } from "./progress.js";
import { tools } from "./tools.js";

const START_PATIENCE_MS = 30_000;
const STATE_WORDS: Readonly<Record<State, string>> = { untouched: "", tried: "begun", shown: "solution shown", passed: "passed" };

/** Opens the exercises in their section. The button that opened them is hidden afterwards. */
export async function mount(section: HTMLElement, button: HTMLElement): Promise<void> {
  await loadStyles(new URL("exercises.css", import.meta.url));
  const root = el("div", { class: "wide exercises" });
  const said = el("p", { class: "vh", role: "status", "aria-live": "polite" });
  const panel = el("div", { class: "ex-panel" });
  root.append(said, panel);
  section.append(root);
  panel.append(el("p", { class: "ui dim" }, "The program is loading."));
  const everyCore = await started().catch((error: unknown) => {
    root.remove();
    throw error;
  });
  panel.replaceChildren();
  button.hidden = true;

  const shell = new Shell({ everyCore, progress: new Progress(), panel, say: (text) => { said.textContent = text; } });
  const only = embedded();
  if (only === undefined) shell.showList(root);
  else shell.showAlone(section, only);
}

/** Resolves with the API once the program has started. */
function started(): Promise<EveryCore> {
  return new Promise((resolve, reject) => {
    const ready = () => resolve(window.everyCore);
    if ("everyCore" in window) return ready();
    addEventListener("TrunkApplicationStarted", ready, { once: true });
    setTimeout(() => reject(new Error("the program that measures has not started")), START_PATIENCE_MS);
  });
}

interface Given {
  everyCore: EveryCore;
  progress: Progress;
  panel: HTMLElement;
  say: (text: string) => void;
}

class Shell {
  readonly #given: Given;
  /** Ends what the open exercise has under way. */
  #close = () => {};
  /** Stops redrawing the state of the open exercise. */
  #forget = () => {};
  #open = "";
  /** Counts the openings. Loading takes time, and another exercise may be opened meanwhile. */
  #turn = 0;
  #isAlone = false;

  constructor(given: Given) {
    this.#given = given;
  }

  /** Shows the list of all exercises above the one that the address names. */
  showList(root: HTMLElement): void {
    const { progress, panel } = this.#given;
    const list = el("ol", { class: "ex-list" });
    const draw = () => {
      const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
      list.replaceChildren(...CATALOGUE.map((entry) => this.#row(entry)));
      if (focused) list.querySelector<HTMLElement>(`[href="${focused}"]`)?.focus();
    };
    progress.onChange(draw);
    draw();
    root.insertBefore(list, panel);
    root.append(tools(this.#given));
    const follow = () => {
      // Parsed as a query: unlike decodeURIComponent, this does not throw on a stray percent sign.
      const id = new URLSearchParams(location.hash.slice(1)).get("exercise");
      if (id !== null) void this.#show(id).then(draw);
    };
    addEventListener("hashchange", follow);
    if (location.hash.startsWith("#exercise=")) follow();
    else first(list, "a").focus();
  }

  /** Shows one exercise alone, in a frame. */
  showAlone(section: HTMLElement, id: string): void {
    this.#isAlone = true;
    document.documentElement.classList.add("is-embedded");
    for (const other of section.querySelectorAll<HTMLElement>(":scope > :not(.exercises)")) other.hidden = true;
    const { everyCore, panel, progress } = this.#given;
    postHeight(id);
    const isKnown = find(id) !== undefined;
    if (isKnown) postPassed(id, progress);
    void this.#show(id).then(() => {
      if (isKnown) panel.append(remedy(everyCore.environment(), id));
    });
  }

  #row({ id, title, kind, minutes }: Entry): HTMLElement {
    const { state } = this.#given.progress.of(id);
    const mark = el("span", { class: `dot ${state}` }, ...(state === "passed" ? [tick()] : []));
    const words = [KINDS[kind], `${minutes} min`, STATE_WORDS[state]].filter(Boolean).join(" · ");
    const current = this.#open === id ? "true" : undefined;
    return el("li", {}, mark, el("a", { href: `#exercise=${id}`, "aria-current": current }, title), el("span", { class: "small dim" }, words));
  }

  async #show(id: string): Promise<void> {
    this.#close();
    this.#close = () => {};
    this.#forget();
    this.#open = id;
    this.#turn += 1;
    const turn = this.#turn;
    const { panel, say } = this.#given;
    const entry = find(id);
    if (!entry) {
      const names = CATALOGUE.map((known) => known.id).join(", ");
      this.#answer(panel, "There is no exercise of this name.", `“${id.slice(0, 60)}” was asked for. There are: ${names}.`, "");
      return;
    }
    const title = el("h3", { tabindex: "-1", id: "exercise-title" }, entry.title);
    const state = el("span", {}, "");
    const number = `Exercise ${CATALOGUE.indexOf(entry) + 1} of ${CATALOGUE.length}: ${KINDS[entry.kind]}`;
    const body = el("div", {});
    panel.replaceChildren(el("article", { class: "ex", "aria-labelledby": "exercise-title" },
      el("div", { class: "ex-tag" }, el("span", {}, this.#isAlone ? KINDS[entry.kind] : number), state), title, body));
    const taken = el("div", {});
    const article = first(panel, "article");
    article.append(taken);
    const drawState = () => {
      const { state: reached } = this.#given.progress.of(id);
      // The lesson comes last, so that it gives nothing away.
      if (reached === "untouched" || reached === "tried") taken.replaceChildren();
      else if (!taken.firstChild) taken.append(lessonOf(id));
      state.textContent = STATE_WORDS[reached] || `${entry.minutes} min`;
    };
    drawState();
    this.#forget = this.#given.progress.onChange(drawState);
    try {
      const { mount } = await (entry.kind === "predict" ? import("./predict/index.js") : import("./write/index.js"));
      if (turn !== this.#turn) return;
      const mounted = await mount(body, this.#handles(entry));
      if (turn !== this.#turn) return mounted.close();
      this.#close = mounted.close;
    } catch (error) {
      if (turn !== this.#turn) return;
      const what = `${messageOf(error)}. Check the connection and reload the page; what you have done so far is kept.`;
      this.#answer(body, "This exercise did not load.", what, "bad");
      return;
    }
    // In class view, the step has the focus.
    if (!this.#isAlone && !document.documentElement.classList.contains("is-class")) {
      showAt(title);
    }
    say(`${entry.title} Open.`);
  }

  /** Puts a notice where an exercise would be, and moves the focus to it. */
  #answer(place: HTMLElement, title: string, text: string, tone: "bad" | ""): void {
    const words = notice(title, text, tone);
    words.tabIndex = -1;
    place.replaceChildren(words);
    if (!this.#isAlone) showAt(words);
    this.#given.say(`${title} ${text}`);
  }

  #handles(entry: Entry): Handles {
    const { id } = entry;
    const { everyCore, progress, say } = this.#given;
    const next = CATALOGUE[CATALOGUE.indexOf(entry) + 1];
    return {
      id,
      everyCore,
      say,
      record: progress.of(id),
      next: next && !this.#isAlone ? `#exercise=${next.id}` : "",
      onAttempt: (change) => progress.attempt(id, change),
      onPassed: (change) => progress.pass(id, change),
      onMeasured: (change) => {
        const { state } = progress.of(id);
        if (state !== "passed") progress.note(id, { ...change, answer: null, state: state === "untouched" ? "tried" : state });
      },
      onHint: () => progress.hint(id),
      onShown: () => progress.show(id),
      onDraft: (draft) => progress.note(id, { draft }),
      onRecord: (follow) => progress.onChange(() => follow(progress.of(id))),
      onExchange: (index) => progress.exchange(id, index),
    };
  }
}

/** Moves the focus to an element, and the page to it. A smooth scroll would end in the wrong place, because the page above may still grow. */
function showAt(element: HTMLElement): void {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "center", behavior: "instant" });
}
