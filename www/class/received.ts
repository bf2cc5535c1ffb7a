// A class's files on one page: they are chosen or dropped, read in the browser, and drawn together. Nothing is sent anywhere.

import { byId, el, loadStyles, messageOf, save, table } from "../common/dom.js";
import { csvLine } from "../common/csv.js";
import { fixed, interval, plural, times } from "../common/numbers.js";
import { CATALOGUE } from "../exercises/catalogue.js";
import { plot } from "./figure.js";
import type { Mark } from "./figure.js";
import { MOST_BYTES, read } from "./read.js";
import type { Machine } from "./read.js";

/** The most files that are drawn together. */
const MOST_FILES = 1000;

class Panel {
  readonly #input = el("input", { id: "class-choose", type: "file", multiple: true, accept: ".json,application/json", class: "vh", onchange: () => void this.#chosen() });
  readonly #said = el("p", { class: "ui", role: "status" });
  readonly #refused = el("ul", { class: "class-refused" });
  readonly #shown = el("div", {});
  readonly element = el("section", { class: "grid", id: "class-files", "aria-labelledby": "class-files-head" },
    el("h2", { id: "class-files-head", tabindex: "-1" }, "A class’s files"),
    el("div", { class: "prose" }, el("p", {}, "Choose the files that a class exported, or drop them anywhere on this page: progress of the exercises, or all data of an experiment. They are read here and sent nowhere.")),
    el("div", { class: "wide" }, el("div", { class: "row" }, this.#input, el("label", { class: "btn", for: "class-choose" }, "Choose files")), this.#said, this.#refused, this.#shown));
  #machines: Machine[] = [];

  async #chosen(): Promise<void> {
    await this.take([...(this.#input.files ?? [])]);
    this.#input.value = "";
  }

  /** Reads files and shows them together with those that were read before. A file of the same name and content counts once. */
  async take(files: readonly File[]): Promise<void> {
    this.#refused.replaceChildren();
    let taken = 0;
    for (const file of files) {
      try {
        if (this.#machines.length >= MOST_FILES) throw new Error(`there are ${MOST_FILES} files already, and no more can be drawn together`);
        // The size is checked before the file is in memory, because any file can be dropped.
        if (file.size > MOST_BYTES) throw new Error("it is too long to be a file that this page exported");
        const machine = read(file.name, await file.text());
        const isKnown = this.#machines.some((known) => JSON.stringify(known) === JSON.stringify(machine));
        if (!isKnown) this.#machines.push(machine);
        taken += 1;
      } catch (error) {
        this.#refused.append(el("li", {}, el("b", {}, file.name.slice(0, 100)), ` was left out: ${messageOf(error)}.`));
      }
    }
    const left = files.length - taken;
    this.#said.textContent = `${plural(taken, "file")} read${left > 0 ? `, ${left} left out` : ""}. ${plural(this.#machines.length, "machine")} in all.`;
    this.#draw();
  }

  #draw(): void {
    const machines = [...this.#machines].sort((one, other) => (one.processors ?? 0) - (other.processors ?? 0));
    if (machines.length === 0) {
      this.#shown.replaceChildren();
      return;
    }
    this.#shown.replaceChildren(
      ...speedups(machines), ...predictions(machines),
      el("div", { class: "row" },
        el("button", { class: "btn", type: "button", onclick: () => save("class.csv", csv(machines), "text/csv") }, "Table, CSV"),
        el("button", { class: "link-btn", type: "button", onclick: () => this.#forget() }, "Forget these files")));
  }

  #forget(): void {
    this.#machines = [];
    this.#refused.replaceChildren();
    this.#said.textContent = "The files are forgotten.";
    this.#draw();
    this.#input.focus();
  }
}

/** Draws the speed-ups of all machines on one figure. */
function speedups(machines: readonly Machine[]): HTMLElement[] {
  const markOf = ({ name }: Machine) => ({ workers, value }: { workers: number; value: number }): Mark =>
    ({ x: workers, y: value, title: `${name}: ${plural(workers, "worker")}, ${times(value)}` });
  const lines = machines.map((machine) => [...machine.points].sort((one, other) => one.workers - other.workers).map(markOf(machine)));
  const marks = lines.flat();
  if (marks.length === 0) return [el("p", { class: "ui" }, "No file has the speed-up of a pool: it is in the first exercise, in a comparison and in a sweep.")];
  return [el("figure", {},
    plot({ label: `Speed-ups of ${plural(machines.length, "machine")} against the size of the pool`, x: "workers", y: "speed-up", marks, lines }),
    el("figcaption", {}, el("b", {}, "All machines. "), "Each point is a pool; points of one file are joined. On the dotted line, every worker is worth a whole core."))];
}

/** Draws the predictions of each exercise beside what was measured. */
function predictions(machines: readonly Machine[]): HTMLElement[] {
  return CATALOGUE.filter(({ kind }) => kind === "predict").flatMap(({ id, title }) => {
    const found = machines.flatMap(({ name, processors, predictions }) =>
      predictions.filter(({ exercise }) => exercise === id).map((predicted) => ({ name, processors, ...predicted })));
    if (found.length === 0) return [];
    const marks = found.flatMap(({ name, prediction, measured: { value } }): Mark[] => {
      const said = Number(prediction);
      return said > 0 && Number.isFinite(said) ? [{ x: said, y: value, title: `${name}: predicted ${times(said)}, measured ${times(value)}` }] : [];
    });
    const rows = found.map(({ name, processors, prediction, measured: { value, low, high } }) => {
      const said = Number(prediction);
      return [name, String(processors ?? "–"), said > 0 ? fixed(said) : prediction, fixed(value), interval(low, high)];
    });
    return [el("h3", {}, title),
      ...(marks.length > 0 ? [el("figure", {},
        plot({ label: `Predictions and measurements of ${plural(marks.length, "learner")}`, x: "predicted", y: "measured", marks, lines: [] }),
        el("figcaption", {}, "Each point is a learner. On the dotted line, the prediction came true; above it, the pool was faster than predicted."))] : []),
      el("details", { class: "data" }, el("summary", {}, `Predictions and measurements of ${plural(found.length, "learner")}`),
        el("div", { tabindex: "0", role: "group", "aria-label": `Predictions: ${title}` },
          table(["name", "processors", "predicted", "measured", "95% interval"], rows)))];
  });
}

/** Returns a table with a line for each prediction and each pool. */
function csv(machines: readonly Machine[]): string {
  const lines = machines.flatMap(({ name, processors, predictions, points }) => [
    ...predictions.map(({ exercise, prediction, measured: { value, low, high } }) => [name, processors ?? "", exercise, prediction, "", value, low, high]),
    ...points.map(({ workers, value, low, high }) => [name, processors ?? "", "pool", "", workers, value, low, high]),
  ]);
  return [["name", "processors", "what", "prediction", "workers", "value", "low", "high"], ...lines].map(csvLine).concat("").join("\r\n");
}

let made: Panel | undefined;

async function panelNow(): Promise<Panel> {
  await loadStyles(new URL("class.css", import.meta.url));
  if (!made) {
    made = new Panel();
    byId("exercises").after(made.element);
  }
  return made;
}

/** Returns the section with the files, which is made the first time. */
export const panel = async (): Promise<HTMLElement> => (await panelNow()).element;

/** Opens the section with files that were dropped, or with none. */
export async function open(files: readonly File[]): Promise<void> {
  const panel = await panelNow();
  panel.element.scrollIntoView({ block: "start", behavior: "instant" });
  byId("class-files-head").focus({ preventScroll: true });
  if (files.length > 0) await panel.take(files);
}
