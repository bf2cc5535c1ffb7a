// Says under a result that the settings have changed since it was measured. Loaded with the first movement, before anything can change.

import { byId, el } from "../common/dom.js";
import { plural, steps } from "../common/numbers.js";
import type { PageControls } from "../every-core";

/** What a result was measured with. */
interface Measured {
  workload: string;
  steps: number;
  /** Undefined for a sweep, which runs pools of many sizes. */
  workers?: number | undefined;
}

type Reports = ReturnType<PageControls["reports"]>;

/** The elements of the results, and what each was measured with. */
const RESULTS: readonly [id: string, (reports: Reports) => Measured | null][] = [
  ["result", ({ compare }) => compare],
  ["sweep-result", ({ sweep }) => sweep && { workload: sweep.workload, steps: sweep.steps }],
  ["ten-ratios", ({ tenfold }) => tenfold && { workload: tenfold.workload, steps: Math.max(...tenfold.sizes.map((size) => size.steps)), workers: tenfold.workers }],
];

const notes = RESULTS.map(([id]) => {
  const note = el("p", { class: "changed wide", role: "status" });
  byId(id).after(note);
  return note;
});

function draw(): void {
  const controls = window.everyCore?.page;
  if (!controls) return;
  const [reports, chosen] = [controls.reports(), controls.settings()];
  RESULTS.forEach(([, of], index) => {
    const measured = of(reports);
    const isOther = measured !== null && !controls.isRunning() && (measured.workload !== chosen.workload
      || (chosen.steps !== null && measured.steps !== chosen.steps)
      || (measured.workers !== undefined && chosen.workers !== null && measured.workers !== chosen.workers));
    const text = isOther
      ? `The settings have changed since. This result is of ${steps(measured.steps)} steps of ${measured.workload}${measured.workers === undefined ? "" : `, with ${plural(measured.workers, "worker")}`}.`
      : "";
    const note = notes[index];
    if (note && note.textContent !== text) note.textContent = text;
  });
}

for (const name of ["every-core:settings", "every-core:report", "every-core:start"]) document.addEventListener(name, draw);
draw();
