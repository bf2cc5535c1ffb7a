// What the reader can take along: every figure as numbers, and some as pictures. All of it is made here.

import { cardOf } from "./card.js";
import { element, isPool } from "./dom.js";
import { pictureOf, png } from "./picture.js";

// The browser has begun to save the file by then.
const KEPT_MS = 10000;

export function save(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

// Rows of buttons for what there is in `reports`: `tells` gives the browser and machine, or false to leave them out.
export function filesRow(reports, tells, build) {
  const { compare, run, sweep, tenfold } = reports;
  const tables = [compare, sweep, tenfold].filter((report) => report !== null);
  const traced = run ?? fastest(compare)?.medianRun;
  const failed = element("p", { class: "hint bad", role: "alert" });
  const button = (text, make) => element("button", { class: "btn", type: "button", click: () => attempt(make) }, text);
  async function attempt(make) {
    failed.textContent = "";
    try {
      await make();
    } catch (error) {
      failed.textContent = `The file could not be made: ${error.message}.`;
    }
  }
  if (!tables.length && !run) return [element("p", {}, "Nothing measured yet: run an experiment above, and its figures can be saved here.")];
  const rows = [element("div", { class: "files" },
    button("All data, JSON", () => save("every-core.json", json(reports, tells(), build), "application/json")),
    ...(tables.length ? [button("Samples, CSV", () => save("every-core.csv", csv(tables), "text/csv"))] : []),
    ...(traced ? [button("Trace of a run, JSON", () => save("trace.json", window.everyCore.trace(traced), "application/json"))] : []),
    ...(fastest(compare) ? [button("Result card, PNG", async () => save("every-core-card.png", await png(cardOf(compare, fastest(compare), tells()), 1)))] : []))];
  const figures = [...document.querySelectorAll("main figure[aria-labelledby^='fig-']")].filter((figure) => figure.querySelector("svg") && figure.checkVisibility?.() !== false);
  if (figures.length) {
    const choice = element("select", { "aria-label": "Figure" }, ...figures.map((figure, index) =>
      element("option", { value: index }, figure.querySelector("figcaption b").textContent.replace(/\.$/, ""))));
    const figure = () => figures[choice.value];
    const name = () => figure().getAttribute("aria-labelledby");
    rows.push(element("div", { class: "files" }, element("span", { class: "field" }, choice),
      button("Figure, SVG", () => save(`every-core-${name()}.svg`, pictureOf(figure()).text, "image/svg+xml")),
      button("Figure, PNG", async () => save(`every-core-${name()}.png`, await png(pictureOf(figure()), 2)))));
  }
  return [...rows, failed];
}

// The quickest pool of a comparison.
function fastest(compare) {
  const pools = compare?.strategies.filter(({ strategy }) => isPool(strategy)) ?? [];
  return pools.toSorted((one, other) => other.speedup - one.speedup)[0];
}

function json(reports, environment, build) {
  return `${JSON.stringify({ schema: "every-core/export/1", build, environment: environment || null, ...reports }, null, 1)}\n`;
}

// One table: the head of the first is the head of all.
function csv(tables) {
  return tables.map((report, index) => {
    const text = window.everyCore.csv(report);
    return index ? text.slice(text.indexOf("\r\n") + 2) : text;
  }).join("");
}
