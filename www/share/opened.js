// A link that was opened: what it says, set on the page; theirs beside yours. Nothing runs before the reader says so.

import { isSharable, isSweep, ofComparison, ofSweep, page } from "./codec.js";
import { duration, element, interval, isPool, notice, steps, table, times, way, whole } from "./dom.js";
import { bars } from "./bars.js";

let listening;
// The settings from before a link was opened: those of the reader.
let before;

// What is shown of a link, as a list of elements.
export async function showLink(link, codec) {
  const isOfSweep = isSweep(link);
  const kind = isOfSweep ? "sweep" : "compare";
  const yours = element("div", {});
  const remark = element("p", { class: "small dim", role: "status" });
  const run = element("button", { class: "btn", type: "button", disabled: true, click: () => begin() }, "Run on my machine");
  const away = element("button", { class: "link-btn", type: "button", click: () => close() }, "Close");

  // What was opened before is not listened for any longer.
  listening?.abort();
  listening = new AbortController();
  const close = () => {
    listening.abort();
    putBack(link);
    document.getElementById("opened").replaceChildren();
    history.replaceState(null, "", location.pathname + location.search);
  };
  const compare = () => yours.replaceChildren(...beside(link, mine(kind), codec));
  document.addEventListener("every-core:report", () => {
    remark.textContent = "";
    if (link.results) compare();
  }, { signal: listening.signal });
  // Whether the page's settings are those of the link now; says so, or why not.
  const set = (controls) => {
    try {
      controls.set(settingsOf(link, isOfSweep));
    } catch (error) {
      remark.textContent = `The settings are as they were: ${error.message}.`;
      return false;
    }
    const other = whatIsOther(link, isOfSweep, controls.settings());
    remark.textContent = other ? `The settings above are now those of the link, but for this: ${other}.` : "The settings above are now those of the link.";
    return true;
  };
  async function begin() {
    const controls = await page();
    // They may have been changed since the link was opened.
    if (!set(controls)) return;
    controls.start(kind);
    document.getElementById(isOfSweep ? "sweep-launch" : "launch").scrollIntoView({ block: "nearest" });
  }
  page().then((controls) => {
    before ??= { ...controls.settings(), mostWorkers: Number(document.getElementById("most-workers")?.value) || null };
    if (set(controls)) remark.textContent += " Nothing has run.";
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

// What of a link this page does otherwise, in words; "" if nothing.
function whatIsOther(link, isOfSweep, settings) {
  const parts = ["workload", "steps", "workers"].filter((name) => settings[name] !== link[name])
    .map((name) => `${name === "workers" ? "the number of workers" : name === "steps" ? "the number of steps" : "the work"} is ${settings[name]}, not ${link[name]}`);
  if (!isPool(link.strategy)) return parts.join("; ");
  if (link.strategy === "shared" && !window.everyCore.environment().sharedMemory) {
    parts.push("this page cannot share memory, so its pools have isolated workers");
  } else if (isOfSweep && link.strategy !== settings.strategy) {
    parts.push("pool sizes are measured here on pools that share memory, not on isolated workers");
  }
  return parts.join("; ");
}

// The reader's own settings again, unless they have been changed since, or an experiment is under way with these.
function putBack(link) {
  const { page: controls } = window.everyCore;
  const own = before;
  before = undefined;
  if (!own || !controls) return;
  const now = controls.settings();
  if (["workload", "steps", "workers"].some((name) => now[name] !== link[name])) return;
  // What the reader's fields did not hold cannot be set. The seed was none of theirs: another one, at random.
  const known = Object.entries(own).filter(([, value]) => value !== null);
  try {
    controls.set({ ...Object.fromEntries(known), seed: Math.floor(Math.random() * 2 ** 32) });
  } catch {
    // Under way: the settings belong to what runs.
  }
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
