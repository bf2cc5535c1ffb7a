// Shows a link that was opened: what it says, set on the page, and its results beside those of this page. Nothing runs until the
// reader presses a button.

import { byId, el, messageOf, notice, svg, table } from "../common/dom.js";
import { duration, interval, steps, times, whole } from "../common/numbers.js";
import type { PageControls, PageSettings } from "../every-core";
import { bars } from "./bars.js";
import { containsOne, isPool, isSharable, isSweep, ofComparison, ofSweep, page, result, way } from "./codec.js";
import type { Codec, Entry, Link, Results } from "./codec.js";

type Kind = "compare" | "sweep";
type Chosen = Parameters<PageControls["set"]>[0];
type LinkWithResults = Link & { results: Results };

let listening = new AbortController();
/** The reader's own settings, from before a link was opened. */
let before: (PageSettings & { mostWorkers: number | null }) | undefined;

const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);
export const hasResults = (link: Link): link is LinkWithResults => Boolean(link.results);
const kindOf = (link: Link): Kind => (isSweep(link.results) ? "sweep" : "compare");

/** Returns what is shown of a link, as a list of elements. */
export function showLink(link: Link, codec: Codec): HTMLElement[] {
  const kind = kindOf(link);
  const results = el("div", {});
  const remark = el("p", { class: "small dim", role: "status" });
  const run = el("button", { class: "btn btn-primary", type: "button", disabled: true, onclick: () => begin() }, "Run on my machine");
  const away = el("button", { class: "link-btn", type: "button", onclick: () => close() }, "Close");

  // The listeners of a link that was opened before end here.
  listening.abort();
  listening = new AbortController();
  const { signal } = listening;
  const close = () => {
    listening.abort();
    putBack(link);
    byId("opened").replaceChildren();
    history.replaceState(null, "", location.pathname + location.search);
  };
  const compare = (mine: Link | null) => {
    if (hasResults(link)) results.replaceChildren(...beside(link, mine, codec));
  };
  document.addEventListener("every-core:report", () => {
    remark.textContent = "";
    compare(ownLink(kind));
  }, { signal });
  /** Sets the link's settings on the page and says what came of it. Returns whether they were set. */
  const set = (controls: PageControls) => {
    try {
      controls.set(settingsOf(link));
    } catch (error) {
      remark.textContent = `The settings are as they were: ${messageOf(error)}.`;
      return false;
    }
    const other = differences(link, controls.settings());
    const own = link.results && !isSweep(link.results) && ownWorkers() !== link.workers ? `, with a pool as large as your machine: ${ownWorkers()}` : "";
    remark.textContent = other ? `The settings are now those of the link${own}, but for this: ${other}.` : `The settings are now those of the link${own}.`;
    return true;
  };
  const begin = async () => {
    const controls = await page();
    // The reader may have changed the settings since the link was opened.
    if (!set(controls)) return;
    controls.start(kind);
    byId(kind === "sweep" ? "sweep-launch" : "launch").scrollIntoView({ block: "nearest" });
  };
  void page().then((controls) => {
    const most = document.getElementById("most-workers");
    before ??= { ...controls.settings(), mostWorkers: (most instanceof HTMLInputElement && Number(most.value)) || null };
    if (set(controls)) remark.textContent += " Nothing has run.";
    run.disabled = false;
    compare(ownLink(kind));
  });
  compare(null);
  return [el("section", { class: "opened", "aria-label": "A link was opened" },
    el("h2", {}, challenge(link)), ...(hasResults(link) ? [lanes(link)] : []), el("div", { class: "row" }, run, away), remark,
    el("p", { class: "ui dim" }, described(link)), results)];
}

/** Returns the link's own entry of those that it names: the fastest pool, or the serial run where there is none. */
export const bestOf = ({ strategy, workers, results }: LinkWithResults): Entry | undefined =>
  results.entries.find((entry) => entry.strategy === strategy && (entry.workers === workers || !isPool(strategy)));

function challenge(link: Link): string {
  const best = hasResults(link) ? bestOf(link) : undefined;
  if (!best) return "A link with settings";
  const cores = link.results?.environment?.reportedProcessors;
  const whose = cores !== best.workers ? `Someone’s pool of ${best.workers}` : `Someone’s ${cores === 1 ? "one core" : `${whole(cores)} cores`}`;
  return `${whose}: ${result(best)}. Yours?`;
}

/** Draws their serial run and their pool as lanes, one for each worker, on one scale of time. */
export function lanes(link: LinkWithResults): HTMLElement {
  const serial = link.results.entries.find(({ strategy }) => strategy === "serial");
  const rows = [serial, bestOf(link)].filter((entry) => entry !== undefined);
  const longest = Math.max(...rows.map(({ medianMs }) => medianMs));
  let top = 0;
  const marks = rows.flatMap((entry) => {
    const count = isPool(entry.strategy) ? entry.workers : 1;
    const pitch = Math.min(6, 72 / count);
    const label = svg("text", { y: top + 13, class: "t-lab" }, `${way(entry)}: ${duration(entry.medianMs)}`);
    const drawn = Array.from({ length: count }, (_, lane) => svg("rect", {
      y: top + 20 + lane * pitch, width: `${(100 * entry.medianMs) / longest}%`, height: (pitch * 5) / 6,
      fill: isPool(entry.strategy) ? `var(--w${count > 1 ? Math.floor((lane * 7) / (count - 1)) : 1})` : "var(--main)",
    }));
    top += 32 + count * pitch;
    return [label, ...drawn];
  });
  const label = rows.map((entry) => `${way(entry)}: ${duration(entry.medianMs)}`).join("; ");
  return el("figure", { class: "versus" }, svg("svg", { width: "100%", height: top, role: "img", "aria-label": label }, ...marks));
}

function settingsOf(link: Link): Chosen {
  const { workload, steps, workers, strategy, seed, results } = link;
  const settings = { workload, steps, workers, strategy, seed };
  if (isSweep(results)) return { ...settings, mostWorkers: Math.max(...results.entries.map((entry) => entry.workers)) };
  // A challenge is about the visitor's machine, so its pool is as large as that.
  return results ? { ...settings, workers: ownWorkers() } : settings;
}

const ownWorkers = (): number => Math.min(window.everyCore.environment().reportedProcessors, 255);

const COMPARED = { workload: "the work", steps: "the number of steps", workers: "the number of workers" } as const;
const COMPARED_FIELDS = ["workload", "steps", "workers"] as const;

const grouped = (value: string | number | null): string => (typeof value === "number" ? whole(value) : String(value));

/** Says which settings of the page differ from those that are wanted; returns "" if none does. */
export function settingsThatDiffer(wanted: Pick<PageSettings, "workload" | "steps" | "workers">, settings: PageSettings): string {
  return COMPARED_FIELDS.filter((name) => settings[name] !== wanted[name])
    .map((name) => `${COMPARED[name]} is ${grouped(settings[name])}, not ${grouped(wanted[name])}`).join("; ");
}

/** Says which settings of the page differ from the link's, and why its strategy does; returns "" if none does. */
function differences(link: Link, settings: PageSettings): string {
  const parts = [settingsThatDiffer({ ...link, ...settingsOf(link) }, settings)].filter((part) => part);
  if (!isPool(link.strategy)) return parts.join("; ");
  if (link.strategy === "shared" && !window.everyCore.environment().sharedMemory) {
    parts.push("this page cannot share memory, so its pools have isolated workers");
  } else if (isSweep(link.results) && link.strategy !== settings.strategy) {
    parts.push("pool sizes are measured here on pools that share memory, not on isolated workers");
  }
  return parts.join("; ");
}

/** Restores the reader's own settings, unless they were changed since or an experiment runs with the link's. */
function putBack(link: Link): void {
  const { page: controls } = window.everyCore;
  const own = before;
  before = undefined;
  if (!own || !controls) return;
  const now = controls.settings();
  const wanted = { ...link, ...settingsOf(link) };
  if (COMPARED_FIELDS.some((name) => now[name] !== wanted[name])) return;
  // A field without a number cannot be set. The seed was not the reader's, so another one is drawn.
  const { workload, strategy, steps, workers, mostWorkers } = own;
  const known: Chosen = { workload, strategy, seed: randomSeed() };
  if (steps !== null) known.steps = steps;
  if (workers !== null) known.workers = workers;
  if (mostWorkers !== null) known.mostWorkers = mostWorkers;
  try {
    controls.set(known);
  } catch {
    // While an experiment runs, the settings stay with it.
  }
}

/** Describes the link in one or two sentences. */
function described(link: Link): string {
  const what = `${link.workload}, ${steps(link.steps)} steps, ${way(link)}, seed ${whole(link.seed)}.`;
  if (!link.results) return what;
  const { build, environment, rounds } = link.results;
  const where = environment
    ? `${environment.browser}, which reports ${whole(environment.reportedProcessors)} processors`
    : "a browser and machine that were left out";
  const best = hasResults(link) ? bestOf(link) : undefined;
  const unknown = best && containsOne(best) ? " It is not known whether their pool is faster: the 95% interval contains 1." : "";
  return `${what} Measured in ${rounds} rounds with build ${build}, in ${where}.${unknown}`;
}

/** Returns this page's last results of that kind as a link; null if there are none. */
function ownLink(kind: Kind): Link | null {
  const reports = window.everyCore.page?.reports();
  if (!reports) return null;
  const { compare, sweep } = reports;
  if (kind === "sweep") return isSharable(sweep) ? ofSweep(sweep) : null;
  return isSharable(compare) ? ofComparison(compare) : null;
}

/** Sets their results beside mine: a figure, a table, and ratios where they mean something. */
function beside(theirs: LinkWithResults, mine: Link | null, codec: Codec): HTMLElement[] {
  const isSame = (entry: Entry) => (other: { strategy: string; workers: number }) =>
    other.strategy === entry.strategy && other.workers === entry.workers;
  let pairs: ReturnType<Codec["comparable"]> = [];
  let refusal = "";
  try {
    pairs = codec.comparable(theirs, mine ?? { ...theirs, results: null });
  } catch (error) {
    refusal = messageOf(error);
  }
  const isSameWork = mine?.workload === theirs.workload && mine.steps === theirs.steps;
  // The pools of two comparisons have as many workers as their machines. Those of a sweep differ by their sizes.
  const isOwn = (entry: Entry) => isSweep(theirs.results) ? isSame(entry) : (other: Entry) => other.strategy === entry.strategy;
  const own = (entry: Entry) => (isSameWork ? mine.results?.entries.find(isOwn(entry)) : undefined);
  const rows = theirs.results.entries.map((entry) => {
    const ours = own(entry);
    const ratio = pairs.find(isSame(entry))?.ratio;
    return [way(entry), duration(entry.medianMs), speedupOf(entry), ours ? duration(ours.medianMs) : "–", ours ? speedupOf(ours) : "–",
      ratio === undefined ? "–" : ratio >= 1 ? `yours is ${times(ratio)} as fast` : `yours takes ${times(1 / ratio)} as long`];
  });
  const heads = ["how", "theirs", "speed-up, 95% interval", "yours", "speed-up, 95% interval", "their time over yours"];
  const why = refusal ? [mine ? notice("No ratio.", refusal) : el("p", { class: "small dim" }, `No ratio: ${refusal}.`)] : [];
  return [bars(theirs.results.entries, own), el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Both results in numbers" }, table(heads, rows)), ...why];
}

const speedupOf = ({ strategy, speedup, speedupLow, speedupHigh }: Entry): string =>
  strategy === "serial" ? "the reference" : `${times(speedup)}, ${interval(speedupLow, speedupHigh)}`;
