// The panel under "Share": what goes into the link, the link, and files to take along.

import { build, environment, isSharable, load, ofComparison, ofSweep, page } from "./codec.js";
import { duration, element, interval, table, times, way, whole } from "./dom.js";
import { files } from "./files.js";

const COPIED_MS = 2000;

// The content of `panel`, kept current while it is open: reports come, and settings change.
export async function fillPanel(panel) {
  const [codec, controls] = await Promise.all([load(), page()]);
  const seed = Math.floor(Math.random() * 2 ** 32);
  const contents = element("div", { class: "seg", role: "radiogroup", "aria-label": "What the link holds" });
  const tells = element("input", { type: "checkbox", id: "share-tells", checked: true, change: () => show() });
  const field = element("input", { id: "share-link", readonly: true, spellcheck: "false", "aria-describedby": "share-length", focus: () => field.select() });
  const length = element("p", { id: "share-length", class: "hint" });
  const copy = element("button", { class: "btn", type: "button", click: () => copied() }, "Copy");
  const said = element("span", { class: "vh", role: "status" });
  const holds = element("div", { class: "scroll" });
  const saves = element("div", {});
  const updateFiles = files(saves, () => controls.reports(), () => tells.checked && environment(), build());
  let chosen = "compare";
  let spoken;

  const kinds = () => {
    const { compare, sweep } = latest(controls.reports());
    return [["settings", "Settings only", settingsLink],
      ...(compare ? [["compare", "With the comparison", () => ofComparison(compare)]] : []),
      ...(sweep ? [["sweep", "With the pool sizes", () => ofSweep(sweep)]] : [])];
  };
  // The last results of that kind that a link can hold: the first rounds of the next experiment do not take them away.
  const held = {};
  const latest = ({ compare, sweep }) => {
    for (const [name, report] of Object.entries({ compare, sweep })) {
      if (report === null || isSharable(report)) held[name] = report;
    }
    return held;
  };
  const settingsLink = () => ({ ...controls.settings(), seed, results: null });

  function show() {
    const all = kinds();
    const [kind, , make] = all.find(([kind]) => kind === chosen) ?? all.at(-1);
    const isHere = contents.contains(document.activeElement);
    offer(all);
    for (const radio of radios()) radio.checked = radio.value === kind;
    if (isHere) radios().find(({ checked }) => checked).focus();
    const link = make();
    tells.disabled = !link.results;
    if (link.results && !tells.checked) link.results.environment = null;
    try {
      const fragment = codec.encode(link);
      field.value = `${location.href.split("#")[0]}#${fragment}`;
      length.textContent = `${whole(fragment.length)} characters behind the #, of 2\u202f000 at most.`;
      // Read back: what is shown is what the link says, rounded as it is there.
      holds.replaceChildren(...inTheLink(codec.decode(fragment)));
      copy.disabled = false;
    } catch (error) {
      field.value = "";
      length.textContent = `No link can be made: ${error.message}.`;
      holds.replaceChildren();
      copy.disabled = true;
    }
  }

  const radios = () => [...contents.querySelectorAll("input")];

  // What can be chosen: made anew only where it became another, so that the reader's place in it stays.
  function offer(all) {
    const before = radios().map(({ value }) => value);
    if (before.join() === all.map(([name]) => name).join()) return;
    contents.replaceChildren(...all.map(([name, text]) => element("label", {},
      element("input", { type: "radio", name: "share-holds", value: name, change: () => { chosen = name; show(); } }), text)));
  }

  async function copied() {
    clearTimeout(spoken);
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(field.value);
      copy.textContent = said.textContent = "Copied";
    } catch {
      // A browser that does not let a page write there still lets the reader.
      field.focus();
      field.select();
      said.textContent = length.textContent = "The browser did not let the page copy. The link is selected: press Ctrl+C, or ⌘C.";
    }
    // Said again when it is copied again: a status that does not change is not announced.
    spoken = setTimeout(() => { copy.textContent = "Copy"; said.textContent = ""; }, COPIED_MS);
  }

  const refresh = () => {
    show();
    updateFiles();
  };
  refresh();
  // A panel that is closed costs the runs nothing; it is brought up to date when it is opened.
  const whileOpen = (update) => () => panel.open && update();
  document.addEventListener("every-core:report", whileOpen(refresh));
  document.addEventListener("every-core:settings", whileOpen(show));
  panel.addEventListener("toggle", whileOpen(refresh));
  return [
    element("h3", {}, "A link"),
    contents,
    element("label", { class: "tells", for: "share-tells" }, tells, "Say which browser it was, and how many processors it reports"),
    element("label", { class: "lbl", for: "share-link" }, "The link"),
    element("div", { class: "share-link" }, element("span", { class: "field" }, field), copy), said, length,
    element("h4", {}, "In the link, and nothing else"), holds,
    element("p", { class: "small dim" }, "Not in it: your name or address, the browser’s version, the single samples, your answers to the exercises."),
    element("h3", {}, "Files"), saves];
}

// Everything a link says, as a table.
function inTheLink(link) {
  const rows = [["work", link.workload], ["steps", whole(link.steps)], ["how", link.strategy], ["pool size", whole(link.workers)], ["seed", whole(link.seed)]];
  if (!link.results) return [table(["field", "value"], rows)];
  const { build, environment, rounds, entries } = link.results;
  rows.push(["build", build], ["browser", environment?.browser ?? "left out"],
    ["processors reported", environment ? whole(environment.reportedProcessors) : "left out"], ["rounds", whole(rounds)]);
  const part = (stack, name) => (stack ? stack[name].toFixed(3) : "–");
  const losses = ["inflation", "dispatch", "gaps", "imbalance", "join"];
  const measured = entries.map((entry) => [way(entry), duration(entry.medianMs), times(entry.speedup),
    interval(entry.speedupLow, entry.speedupHigh), ...losses.map((name) => part(entry.stack, name))]);
  return [table(["field", "value"], rows),
    table(["how", "median", "speed-up", "95% interval", "slower work", "dispatch", "gaps", "tail", "join"], measured)];
}
