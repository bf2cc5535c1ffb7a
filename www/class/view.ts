// Class view: the lesson one step at a time, large enough for a projector. The address names the step (`#class=3`), so a reload and the
// Back button keep it.

import { byId, el, loadStyles } from "../common/dom.js";
import { STEPS } from "./steps.js";
import type { Step } from "./steps.js";

const root = document.documentElement;

/** Returns the number of the step that the address names, from 0, or undefined where it names none. */
function stepInAddress(): number | undefined {
  const fields = new URLSearchParams(location.hash.slice(1));
  if (!fields.has("class")) return undefined;
  const number = Math.trunc(Number(fields.get("class") || 1));
  return Number.isFinite(number) ? Math.min(Math.max(number, 1), STEPS.length) - 1 : 0;
}

function addressOf(step: number): string {
  const place = STEPS[step]?.place ?? "";
  const number = `class=${step + 1}`;
  return place.startsWith("exercise=") ? `#${place}&${number}` : `#${number}`;
}

/** Returns the part of the page that a step is about, which may still have to be made. */
async function partOf({ place }: Step): Promise<HTMLElement> {
  if (place === "class-files") {
    const { panel } = await import("./received.js");
    return panel();
  }
  return place.startsWith("exercise=") ? byId("exercises") : place === "lesson" ? document.querySelector<HTMLElement>(".hero") ?? byId("lesson") : byId(place);
}

class View {
  readonly #title = el("h1", { id: "class-title", tabindex: "-1" });
  readonly #count = el("span", { class: "ui dim" });
  readonly #task = el("p", {});
  readonly #back = el("button", { class: "btn", type: "button", onclick: () => this.#go(-1) }, "Back");
  readonly #next = el("button", { class: "btn", type: "button", onclick: () => this.#go(1) }, "Next");
  readonly #element = el("section", { id: "class-view", "aria-label": "Class view" },
    el("div", { class: "row" }, this.#count, this.#back, this.#next, el("button", { class: "btn", type: "button", onclick: () => this.leave() }, "Leave")),
    this.#title, this.#task);
  #step = -1;
  #part: HTMLElement | undefined;

  /** Shows the step that the address names, or leaves where it names none. */
  async follow(): Promise<void> {
    const step = stepInAddress();
    const shown = step === undefined ? undefined : STEPS[step];
    if (step === undefined || !shown) {
      this.#close();
      return;
    }
    // The exercise of a step is opened by the address, so an address without it is completed.
    if (location.hash !== addressOf(step)) {
      history.replaceState(null, "", addressOf(step));
      dispatchEvent(new HashChangeEvent("hashchange"));
      return;
    }
    if (this.#step === step) return;
    this.#step = step;
    this.#count.textContent = `Step ${step + 1} of ${STEPS.length} · minutes ${shown.minutes} · keys ← → Esc`;
    this.#title.textContent = shown.title;
    this.#task.textContent = shown.task;
    this.#back.disabled = step === 0;
    this.#next.disabled = step === STEPS.length - 1;
    if (!this.#element.isConnected) byId("lesson").prepend(this.#element);
    root.classList.add("is-class");
    const part = await partOf(shown);
    if (this.#step !== step) return;
    this.#part?.classList.remove("in-class");
    this.#part = part;
    part.classList.add("in-class");
    scrollTo({ top: 0, behavior: "instant" });
    this.#title.focus({ preventScroll: true });
    // Figures fit themselves to the window.
    dispatchEvent(new Event("resize"));
  }

  #go(by: number): void {
    const step = this.#step + by;
    if (step >= 0 && step < STEPS.length) location.hash = addressOf(step);
  }

  /** Ends class view, and shows the whole page at the place where the class was. */
  leave(): void {
    const place = this.#part;
    history.pushState(null, "", location.pathname + location.search);
    this.#close();
    place?.scrollIntoView({ block: "start", behavior: "instant" });
  }

  #close(): void {
    if (this.#step < 0) return;
    this.#step = -1;
    root.classList.remove("is-class");
    this.#part?.classList.remove("in-class");
    this.#element.remove();
    dispatchEvent(new Event("resize"));
  }

  press(event: KeyboardEvent): void {
    if (this.#step < 0 || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const target = event.target instanceof HTMLElement ? event.target : root;
    const isEditor = target.matches("textarea") || target.shadowRoot !== null;
    // Fields, sliders and the lanes use the arrow keys themselves.
    const usesArrows = isEditor || target.matches("input, select, [role=group][tabindex='0']");
    const by = event.key === "PageDown" ? 1 : event.key === "PageUp" ? -1 : usesArrows ? 0 : event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by !== 0 && !isEditor) {
      event.preventDefault();
      this.#go(by);
    } else if (event.key === "Escape" && !isEditor && !isBusy()) {
      event.preventDefault();
      this.leave();
    }
  }
}

/** Whether something runs that Escape cancels. */
const isBusy = (): boolean => window.everyCore?.page?.isRunning() === true || document.querySelector(".ex-progress progress") !== null;

const view = new View();

/** Begins class view if the address says so, and follows the address from then on. */
export async function begin(): Promise<void> {
  await loadStyles(new URL("class.css", import.meta.url));
  addEventListener("hashchange", () => void view.follow());
  addEventListener("popstate", () => void view.follow());
  // In the capturing phase, because the page itself cancels experiments on Escape.
  addEventListener("keydown", (event) => view.press(event), { capture: true });
  await view.follow();
}
