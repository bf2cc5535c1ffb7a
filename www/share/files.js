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

const tablesOf = ({ compare, sweep, tenfold }) => [compare, sweep, tenfold].filter((report) => report !== null);
const tracedOf = ({ compare, run }) => run ?? fastest(compare)?.medianRun;
const figuresNow = () => [...document.querySelectorAll("main figure[aria-labelledby^='fig-']")]
  .filter((figure) => figure.querySelector("svg") && figure.checkVisibility?.() !== false);
const nameOf = (figure) => figure.getAttribute("aria-labelledby");

// Fills `into` with buttons for what there is in the reports that `current` gives: at the press of one, they are the latest.
// `tells` gives the browser and machine, or false to leave them out. What is returned brings the buttons up to date.
export function files(into, current, tells, build) {
  let shown;
  return () => {
    const reports = current();
    const offered = JSON.stringify([tablesOf(reports).length > 0, Boolean(tracedOf(reports)), Boolean(fastest(reports.compare)), figuresNow().map(nameOf)]);
    // Buttons that stay are left alone: the reader may be at one of them, or have chosen a figure.
    if (offered === shown) return;
    shown = offered;
    const focused = into.contains(document.activeElement) ? document.activeElement.dataset.what : undefined;
    const figure = into.querySelector("select")?.value;
    into.replaceChildren(...rowsFor(reports, current, tells, build));
    const choice = into.querySelector("select");
    if ([...choice?.options ?? []].some(({ value }) => value === figure)) choice.value = figure;
    into.querySelector(`[data-what="${focused}"]`)?.focus();
  };
}

function rowsFor(reports, current, tells, build) {
  const failed = element("p", { class: "hint bad", role: "alert" });
  const button = (text, make) => element("button", { class: "btn", type: "button", "data-what": text, click: () => attempt(make) }, text);
  async function attempt(make) {
    failed.textContent = "";
    try {
      await make();
    } catch (error) {
      failed.textContent = `The file could not be made: ${error.message}.`;
    }
  }
  if (!tablesOf(reports).length && !reports.run) return [element("p", {}, "Nothing measured yet: run an experiment above, and its figures can be saved here.")];
  const rows = [element("div", { class: "files" },
    button("All data, JSON", () => save("every-core.json", json(current(), tells(), build), "application/json")),
    ...(tablesOf(reports).length ? [button("Samples, CSV", () => save("every-core.csv", csv(tablesOf(current())), "text/csv"))] : []),
    ...(tracedOf(reports) ? [button("Trace of a run, JSON", () => save("trace.json", window.everyCore.trace(tracedOf(current())), "application/json"))] : []),
    ...(fastest(reports.compare) ? [button("Result card, PNG", async () => save("every-core-card.png", await card(current().compare, tells())))] : []))];
  const figures = figuresNow();
  if (figures.length) {
    const choice = element("select", { "aria-label": "Figure", "data-what": "figure" }, ...figures.map((figure) =>
      element("option", { value: nameOf(figure) }, figure.querySelector("figcaption b").textContent.replace(/\.$/, ""))));
    const figure = () => figures.find((figure) => nameOf(figure) === choice.value);
    const name = () => choice.value;
    rows.push(element("div", { class: "files" }, element("span", { class: "field" }, choice),
      button("Figure, SVG", () => save(`every-core-${name()}.svg`, pictureOf(figure()).text, "image/svg+xml")),
      button("Figure, PNG", async () => save(`every-core-${name()}.png`, await png(pictureOf(figure()), 2)))));
  }
  return [...rows, failed];
}

// The quickest pool of a comparison.
function fastest(compare) {
  const pools = compare?.strategies.filter(({ strategy }) => isPool(strategy)) ?? [];
  // A copy of its own: `toSorted` is younger than the browsers that the page is for.
  return [...pools].sort((one, other) => other.speedup - one.speedup)[0];
}

const card = (compare, environment) => png(cardOf(compare, fastest(compare), environment), 1);

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
