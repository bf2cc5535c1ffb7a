// A link that was opened: what it says, set on the page; theirs beside yours. Nothing runs before the reader says so.

import { isSharable, isSweep, ofComparison, ofSweep, page } from "./codec.js";
import { duration, element, interval, notice, steps, table, times, way, whole } from "./dom.js";
import { bars } from "./bars.js";

let listening;

// What is shown of a link, as a list of elements.
export async function showLink(link, codec) {
  const isOfSweep = isSweep(link);
  const kind = isOfSweep ? "sweep" : "compare";
  const yours = element("div", {});
  const remark = element("p", { class: "small dim", role: "status" });
  const run = element("button", { class: "btn", type: "button", disabled: true, click: () => begin(kind) }, "Run on my machine");
  const away = element("button", { class: "link-btn", type: "button", click: () => close() }, "Close");

  // What was opened before is not listened for any longer.
  listening?.abort();
  listening = new AbortController();
  const close = () => {
    listening.abort();
    document.getElementById("opened").replaceChildren();
    history.replaceState(null, "", location.pathname + location.search);
  };
  const compare = () => yours.replaceChildren(...beside(link, mine(kind), codec));
  document.addEventListener("every-core:report", () => {
    remark.textContent = "";
    if (link.results) compare();
  }, { signal: listening.signal });
  page().then((controls) => {
    try {
      controls.set(settingsOf(link, isOfSweep));
      remark.textContent = "The settings above are now those of the link. Nothing has run.";
    } catch (error) {
      remark.textContent = `The settings are as they were: ${error.message}.`;
    }
    run.disabled = false;
    if (link.results) compare();
  });
  if (link.results) yours.append(...beside(link, null, codec));
  return [element("section", { class: "opened", "aria-label": "A link was opened" },
    element("h2", {}, link.results ? "Theirs, and yours" : "A link with settings"),
    element("p", { class: "ui dim" }, described(link)), yours, element("div", { class: "row" }, run, away), remark)];
}

function settingsOf({ workload, steps, workers, strategy, seed, results }, isOfSweep) {
  const settings = { workload, steps, workers, strategy, seed };
  return isOfSweep ? { ...settings, mostWorkers: Math.max(...results.entries.map((entry) => entry.workers)) } : settings;
}

// The link in one sentence.
function described(link) {
  const what = `${link.workload}, ${steps(link.steps)} steps, ${way(link)}, seed ${whole(link.seed)}.`;
  if (!link.results) return what;
  const { build, environment, rounds } = link.results;
  const where = environment
    ? `${environment.browser}, which reports ${whole(environment.reportedProcessors)} processors`
    : "a browser and machine that were left out";
  return `${what} Measured in ${rounds} rounds with build ${build}, in ${where}.`;
}

async function begin(kind) {
  (await page()).start(kind);
  document.getElementById(kind === "sweep" ? "sweep-launch" : "launch").scrollIntoView({ block: "nearest" });
}

// This page's last results of that kind as a link; null if there are none.
function mine(kind) {
  const { compare, sweep } = window.everyCore.page.reports();
  const report = kind === "sweep" ? sweep : compare;
  if (!isSharable(report)) return null;
  return kind === "sweep" ? ofSweep(report) : ofComparison(report);
}

// Theirs beside mine: a table, a figure, and ratios where they mean something.
function beside(theirs, mine, codec) {
  const same = (entry) => mine?.results.entries.find(({ strategy, workers }) => strategy === entry.strategy && workers === entry.workers);
  let pairs = [];
  let refusal = "";
  try {
    pairs = codec.comparable(theirs, mine ?? { ...theirs, results: null });
  } catch (error) {
    refusal = error.message;
  }
  const ratio = (entry) => pairs.find(({ strategy, workers }) => strategy === entry.strategy && workers === entry.workers)?.ratio;
  const isSameWork = mine && mine.workload === theirs.workload && mine.steps === theirs.steps;
  const rows = theirs.results.entries.map((entry) => {
    const own = isSameWork ? same(entry) : undefined;
    const known = ratio(entry);
    return [way(entry), duration(entry.medianMs), sped(entry), own ? duration(own.medianMs) : "–", own ? sped(own) : "–",
      known ? (known >= 1 ? `yours is ${times(known)} as fast` : `yours takes ${times(1 / known)} as long`) : "–"];
  });
  const heads = ["how", "theirs", "speed-up, 95% interval", "yours", "speed-up, 95% interval", "their time over yours"];
  const figure = bars(theirs.results.entries, isSameWork ? same : () => undefined);
  const why = refusal ? [mine ? notice("No ratio.", refusal) : element("p", { class: "small dim" }, `No ratio: ${refusal}.`)] : [];
  return [figure, element("div", { class: "scroll" }, table(heads, rows)), ...why];
}

const sped = ({ strategy, speedup, speedupLow, speedupHigh }) =>
  (strategy === "serial" ? "the reference" : `${times(speedup)}, ${interval(speedupLow, speedupHigh)}`);
