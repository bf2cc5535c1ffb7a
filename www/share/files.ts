// Offers files to the reader: every figure as numbers, and some as pictures. All of them are made in the browser.

import { el, first, messageOf, save } from "../common/dom.js";
import type { CompareReport, PageControls, RunReport, SweepReport, TenfoldReport } from "../every-core";
import { cardOf } from "./card.js";
import { fastestPool } from "./codec.js";
import type { LinkEnvironment } from "./codec.js";
import { pictureOf, png } from "./picture.js";

type Reports = ReturnType<PageControls["reports"]>;
type Tabled = CompareReport | SweepReport | TenfoldReport;

/** Where the files get what they hold. Each function is called when a file is made, so that the file has the latest. */
export interface Sources {
  reports: () => Reports;
  /** Returns the browser and machine, or null if the reader leaves them out. */
  environment: () => LinkEnvironment | null;
  build: string;
}

const tablesOf = ({ compare, sweep, tenfold }: Reports): Tabled[] => [compare, sweep, tenfold].filter((report) => report !== null);
const tracedRunOf = ({ compare, run }: Reports): RunReport | undefined => run ?? fastestPool(compare)?.medianRun;
const figuresNow = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("main figure[aria-labelledby^='fig-']")]
  .filter((figure) => figure.querySelector("svg") && figure.checkVisibility?.() !== false);
const nameOf = (figure: Element): string => figure.getAttribute("aria-labelledby") ?? "";

/** Returns a function that fills `into` with a button for each file there is, and keeps it up to date when it is called again. */
export function files(into: HTMLElement, sources: Sources): () => void {
  let shown: string | undefined;
  return () => {
    const reports = sources.reports();
    const offered = JSON.stringify([tablesOf(reports).length > 0, Boolean(tracedRunOf(reports)), Boolean(fastestPool(reports.compare)), figuresNow().map(nameOf)]);
    // If the same files are offered, the buttons stay: one of them may have the focus, or a figure may be chosen.
    if (offered === shown) return;
    shown = offered;
    const active = document.activeElement;
    const focused = active instanceof HTMLElement && into.contains(active) ? active.dataset["what"] : undefined;
    const figure = into.querySelector("select")?.value;
    into.replaceChildren(...rowsFor(reports, sources));
    const choice = into.querySelector("select");
    if (choice && [...choice.options].some(({ value }) => value === figure)) choice.value = figure ?? "";
    into.querySelector<HTMLElement>(`[data-what="${focused}"]`)?.focus();
  };
}

function rowsFor(reports: Reports, sources: Sources): HTMLElement[] {
  if (tablesOf(reports).length === 0 && !reports.run) {
    return [el("p", {}, "Nothing measured yet: run an experiment above, and its figures can be saved here.")];
  }
  const failed = el("p", { class: "hint bad", role: "alert" });
  const attempt = async (make: () => void | Promise<void>) => {
    failed.textContent = "";
    try {
      await make();
    } catch (error) {
      failed.textContent = `The file could not be made: ${messageOf(error)}.`;
    }
  };
  const button = (text: string, make: () => void | Promise<void>) =>
    el("button", { class: "btn", type: "button", "data-what": text, onclick: () => attempt(make) }, text);
  const buttons = [button("All data, JSON", () => save("every-core.json", json(sources), "application/json"))];
  if (tablesOf(reports).length > 0) {
    buttons.push(button("Samples, CSV", () => save("every-core.csv", csv(tablesOf(sources.reports())), "text/csv")));
  }
  if (tracedRunOf(reports)) {
    buttons.push(button("Trace of a run, JSON", () => {
      const run = tracedRunOf(sources.reports());
      if (run) save("trace.json", window.everyCore.trace(run), "application/json");
    }));
  }
  if (fastestPool(reports.compare)) {
    buttons.push(button("Result card, PNG", async () => {
      const { compare } = sources.reports();
      const pool = fastestPool(compare);
      if (compare && pool) save("every-core-card.png", await png(cardOf(compare, pool, sources.environment()), 1), "image/png");
    }));
  }
  return [el("div", { class: "files" }, ...buttons), ...pictureRow(button), failed];
}

/** Makes the choice of a figure, and the buttons for its picture. */
function pictureRow(button: (text: string, make: () => void | Promise<void>) => HTMLElement): HTMLElement[] {
  const figures = figuresNow();
  const [firstFigure] = figures;
  if (!firstFigure) return [];
  const choice = el("select", { "aria-label": "Figure", "data-what": "figure" }, ...figures.map((figure) =>
    el("option", { value: nameOf(figure) }, (first(figure, "figcaption b").textContent ?? "").replace(/\.$/, ""))));
  const picture = () => pictureOf(figures.find((figure) => nameOf(figure) === choice.value) ?? firstFigure);
  const name = (extension: string) => `every-core-${choice.value}.${extension}`;
  return [el("div", { class: "files" }, el("span", { class: "field" }, choice),
    button("Figure, SVG", () => save(name("svg"), picture().text, "image/svg+xml")),
    button("Figure, PNG", async () => save(name("png"), await png(picture(), 2), "image/png")))];
}

function json({ reports, environment, build }: Sources): string {
  return `${JSON.stringify({ schema: "every-core/export/1", build, environment: environment(), ...reports() }, null, 1)}\n`;
}

/** Joins several tables into one under the first table's header line, which all of them share. */
function csv(tables: readonly Tabled[]): string {
  return tables.map((report, index) => {
    const text = window.everyCore.csv(report);
    return index === 0 ? text : text.slice(text.indexOf("\r\n") + 2);
  }).join("");
}
