// The exercises: a list, and one that is open. A client of `window.everyCore`, as any page of a course could be.

import { CATALOGUE, KINDS, find } from "./catalogue.js";
import { el, notice, tick } from "./dom.js";
import { embedded, remedy, tellHeight, tellPassed } from "./embed.js";
import { Progress } from "./progress.js";
import { tools } from "./tools.js";

const START_PATIENCE_MS = 30_000;
const STATE_WORDS = { untouched: "", tried: "begun", shown: "solution shown", passed: "passed" };

/**
 * Opens the exercises in their section.
 * @param {HTMLElement} section
 * @param {HTMLElement} button what opened them, which is done with
 */
export async function mount(section, button) {
  await styles();
  const root = el("div", { class: "wide exercises" });
  const said = el("p", { class: "vh", role: "status", "aria-live": "polite" });
  const panel = el("div", { class: "ex-panel" });
  root.append(said, panel);
  section.append(root);
  panel.append(el("p", { class: "ui dim" }, "The program is loading."));
  const everyCore = await started().catch((error) => {
    root.remove();
    throw error;
  });
  panel.replaceChildren();
  button.hidden = true;

  const progress = new Progress();
  const shell = new Shell({ everyCore, progress, panel, say: (text) => (said.textContent = text) });
  const only = embedded();
  if (only === undefined) shell.list(root);
  else shell.alone(section, only);
}

/** The style sheet, before anything is drawn. */
function styles() {
  return new Promise((resolve, reject) => {
    document.head.append(el("link", {
      rel: "stylesheet", href: new URL("exercises.css", import.meta.url), onload: resolve,
      onerror: () => reject(new Error("exercises.css is missing")),
    }));
  });
}

/** The API, once the program has started. */
function started() {
  return new Promise((resolve, reject) => {
    if (window.everyCore) return resolve(window.everyCore);
    addEventListener("TrunkApplicationStarted", () => resolve(window.everyCore), { once: true });
    setTimeout(() => reject(new Error("the program that measures has not started")), START_PATIENCE_MS);
  });
}

class Shell {
  #given;
  /** Ends what the open exercise has under way. */
  #close = () => {};
  /** Ends the drawing of its state. @type {() => unknown} */
  #forget = () => {};
  #open = "";
  /** Counts what was opened: loading takes a while, and another may be opened meanwhile. */
  #turn = 0;
  #isAlone = false;

  /** @param {{ everyCore: import("../every-core").EveryCore, progress: Progress, panel: HTMLElement, say: (text: string) => void }} given */
  constructor(given) {
    this.#given = given;
  }

  /** The list of all, above the one that the address names. @param {HTMLElement} root */
  list(root) {
    const { progress, panel } = this.#given;
    const list = el("ol", { class: "ex-list" });
    const draw = () => {
      const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
      list.replaceChildren(...CATALOGUE.map((entry) => this.#row(entry)));
      if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[href="${focused}"]`))?.focus();
    };
    progress.onChange(draw);
    draw();
    root.insertBefore(list, panel);
    root.append(tools(this.#given));
    const follow = () => {
      // As a query is read, because a percent sign of no meaning must not throw.
      const id = new URLSearchParams(location.hash.slice(1)).get("exercise");
      if (id !== null) this.#show(id).then(draw);
    };
    addEventListener("hashchange", follow);
    if (location.hash.startsWith("#exercise=")) follow();
    else /** @type {HTMLElement} */ (list.querySelector("a")).focus();
  }

  /** One alone, in a frame. @param {HTMLElement} section @param {string} id */
  alone(section, id) {
    this.#isAlone = true;
    document.documentElement.classList.add("is-embedded");
    for (const other of section.querySelectorAll(":scope > :not(.exercises)")) /** @type {HTMLElement} */ (other).hidden = true;
    const { everyCore, panel, progress } = this.#given;
    tellHeight(id);
    if (find(id)) tellPassed(id, progress);
    this.#show(id).then(() => find(id) && panel.append(remedy(everyCore.environment(), id)));
  }

  /** @param {import("./catalogue.js").Entry} entry */
  #row({ id, title, kind, minutes }) {
    const { state } = this.#given.progress.of(id);
    const mark = el("span", { class: `dot ${state}` }, ...(state === "passed" ? [tick()] : []));
    const words = [KINDS[kind], `${minutes} min`, STATE_WORDS[state]].filter(Boolean).join(" · ");
    const current = this.#open === id ? "true" : undefined;
    return el("li", {}, mark, el("a", { href: `#exercise=${id}`, "aria-current": current }, title), el("span", { class: "small dim" }, words));
  }

  /** @param {string} id */
  async #show(id) {
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
    const drawState = () => (state.textContent = STATE_WORDS[this.#given.progress.of(id).state] || `${entry.minutes} min`);
    drawState();
    this.#forget = this.#given.progress.onChange(drawState);
    try {
      const { mount } = await import(entry.kind === "predict" ? "./predict/index.js" : "./write/index.js");
      if (turn !== this.#turn) return;
      const mounted = await mount(body, this.#handles(entry));
      if (turn !== this.#turn) return mounted.close();
      this.#close = () => mounted.close();
    } catch (error) {
      if (turn !== this.#turn) return;
      const what = `${error.message}. Check the connection and reload the page; what you have done so far is kept.`;
      this.#answer(body, "This exercise did not load.", what, "bad");
      return;
    }
    if (!this.#isAlone) {
      title.focus({ preventScroll: true });
      // At once: the page above may still grow, and a long smooth way would end elsewhere.
      title.scrollIntoView({ block: "center", behavior: "instant" });
    }
    say(`${entry.title} Open.`);
  }

  /**
   * Puts a notice where an exercise would be, and leads the reader to it.
   * @param {HTMLElement} place
   * @param {string} strong
   * @param {string} text
   * @param {"bad" | ""} tone
   */
  #answer(place, strong, text, tone) {
    const words = notice(strong, text, tone);
    words.tabIndex = -1;
    place.replaceChildren(words);
    if (!this.#isAlone) words.focus();
    this.#given.say(`${strong} ${text}`);
  }

  /**
   * What an exercise is given. It tells what happens to it and keeps nothing itself.
   * @param {import("./catalogue.js").Entry} entry
   */
  #handles({ id }) {
    const { everyCore, progress, say } = this.#given;
    const next = CATALOGUE[CATALOGUE.findIndex((entry) => entry.id === id) + 1];
    return {
      id,
      everyCore,
      say,
      /** What was done before. */
      record: progress.of(id),
      /** The link to the exercise after this one, or "". */
      next: next && !this.#isAlone ? `#exercise=${next.id}` : "",
      /** @param {Partial<import("./progress.js").Record>} [change] */
      onAttempt: (change) => progress.attempt(id, noted(change)),
      /** @param {Partial<import("./progress.js").Record>} [change] */
      onPassed: (change) => progress.pass(id, noted(change)),
      /**
       * A run is over, and nothing is answered yet: what is passed stays as it was passed.
       * @param {Partial<import("./progress.js").Record>} change
       */
      onMeasured: (change) => {
        const { state } = progress.of(id);
        if (state !== "passed") progress.note(id, { ...noted(change), answer: null, state: state === "untouched" ? "tried" : state });
      },
      onHint: () => progress.hint(id),
      onShown: () => progress.show(id),
      /** @param {string} draft */
      onDraft: (draft) => progress.note(id, { draft }),
    };
  }
}

/** What an exercise may write into its record. */
function noted(change) {
  const { prediction, measured, answer, draft } = change ?? {};
  return Object.fromEntries(Object.entries({ prediction, measured, answer, draft }).filter(([, value]) => value !== undefined));
}
