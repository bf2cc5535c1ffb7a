// Builds the panel under "Share": what goes into the link, the link, and files to save.

import { el, messageOf, table } from "../common/dom.js";
import { duration, fixed, interval, times, whole } from "../common/numbers.js";
import type { LossStack, PageControls } from "../every-core";
import { build, environment, isSharable, load, ofComparison, ofSweep, page, way } from "./codec.js";
import type { Link } from "./codec.js";
import { files } from "./files.js";

const COPIED_MS = 2000;

/** What a link can hold: the value of the radio button, its label, and how the link is made. */
type Kind = readonly [name: string, label: string, make: () => Link];

/** Returns the content of `panel`. It follows the page's reports and settings while the panel is open. */
export async function fillPanel(panel: HTMLDetailsElement): Promise<HTMLElement[]> {
  const [codec, controls] = await Promise.all([load(), page()]);
  const contents = el("div", { class: "seg", role: "radiogroup", "aria-label": "What the link holds" });
  const tells = el("input", { type: "checkbox", id: "share-tells", checked: true, onchange: () => show() });
  const field = el("input", { id: "share-link", readonly: true, spellcheck: "false", "aria-describedby": "share-length", onfocus: () => { field.select(); } });
  const length = el("p", { id: "share-length", class: "hint" });
  const copy = el("button", { class: "btn", type: "button", onclick: () => copyLink() }, "Copy");
  const said = el("span", { class: "vh", role: "status" });
  // The reader may close the dialog of the system, which is no failure.
  const send = "share" in navigator
    ? [el("button", { class: "btn", type: "button", onclick: () => navigator.share({ title: document.title, url: field.value }).catch(() => {}) }, "Share…")] : [];
  const holds = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "What the link holds" });
  const saves = el("div", {});
  const updateFiles = files(saves, { reports: () => controls.reports(), environment: () => (tells.checked ? environment() : null), build: build() });
  const kindsNow = kindsOf(controls);
  let chosen = "compare";
  let copiedTimer: number | undefined;

  const radios = () => [...contents.querySelectorAll("input")];

  function show(): void {
    const kinds = kindsNow();
    const [kind, , make] = kinds.find(([name]) => name === chosen) ?? kinds[kinds.length - 1] ?? kinds[0];
    const hadFocus = contents.contains(document.activeElement);
    offer(kinds);
    for (const radio of radios()) radio.checked = radio.value === kind;
    if (hadFocus) radios().find(({ checked }) => checked)?.focus();
    const link = make();
    tells.disabled = !link.results;
    if (link.results && !tells.checked) link.results.environment = null;
    try {
      const fragment = codec.encode(link);
      const decoded = codec.decode(fragment);
      field.value = `${location.origin}${location.pathname}#${fragment}`;
      length.textContent = `${whole(fragment.length)} characters behind the #, of ${whole(2000)} at most.`;
      // The link is decoded again, so that the table shows the values as they are rounded in it.
      holds.replaceChildren(...(decoded ? tablesOf(decoded) : []));
      copy.disabled = false;
    } catch (error) {
      field.value = "";
      length.textContent = `No link can be made: ${messageOf(error)}.`;
      holds.replaceChildren();
      copy.disabled = true;
    }
  }

  /** Shows the kinds that can be chosen. Radio buttons that are still right stay, and with them the reader's focus. */
  function offer(kinds: readonly Kind[]): void {
    const shown = radios().map(({ value }) => value);
    if (shown.join() === kinds.map(([name]) => name).join()) return;
    const choose = (name: string) => {
      chosen = name;
      show();
    };
    contents.replaceChildren(...kinds.map(([name, label]) => el("label", {},
      el("input", { type: "radio", name: "share-holds", value: name, onchange: () => choose(name) }), label)));
  }

  async function copyLink(): Promise<void> {
    clearTimeout(copiedTimer);
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(field.value);
      copy.textContent = said.textContent = "Copied";
    } catch {
      // Where the page may not write to the clipboard, the reader still can.
      field.focus();
      field.select();
      said.textContent = length.textContent = "The browser did not let the page copy. The link is selected: press Ctrl+C, or ⌘C.";
    }
    // The status is emptied, because screen readers announce a text only when it changes.
    copiedTimer = window.setTimeout(() => {
      copy.textContent = "Copy";
      said.textContent = "";
    }, COPIED_MS);
  }

  const refresh = () => {
    show();
    updateFiles();
  };
  refresh();
  // While the panel is closed, nothing is updated, so that it costs the runs nothing. Opening it updates it.
  const whileOpen = (update: () => void) => () => {
    if (panel.open) update();
  };
  document.addEventListener("every-core:report", whileOpen(refresh));
  document.addEventListener("every-core:settings", whileOpen(show));
  panel.addEventListener("toggle", whileOpen(refresh));
  return [
    el("h3", {}, "A link"),
    contents,
    el("label", { class: "tells", for: "share-tells" }, tells, "Say which browser it was, and how many processors it reports"),
    el("label", { class: "lbl", for: "share-link" }, "The link"),
    el("div", { class: "share-link" }, el("span", { class: "field" }, field), copy), ...send, said, length,
    el("h4", {}, "In the link, and nothing else"), holds,
    el("p", { class: "small dim" }, "Not in it: your name or address, the browser’s version, the single samples, your answers to the exercises."),
    el("h3", {}, "Files"), saves];
}

/** Returns a function that lists the kinds of links that can be made now. */
function kindsOf(controls: PageControls): () => readonly [Kind, ...Kind[]] {
  const seed = Math.floor(Math.random() * 2 ** 32);
  // The last reports that a link can hold. The first rounds of a new experiment do not replace them.
  const last: Partial<Pick<ReturnType<PageControls["reports"]>, "compare" | "sweep">> = {};
  const settingsLink = (): Link => {
    const { workload, steps, strategy, workers } = controls.settings();
    // The codec rejects NaN, and its message names the field that holds no number.
    return { workload, strategy, steps: steps ?? NaN, workers: workers ?? NaN, seed, results: null };
  };
  return () => {
    const { compare, sweep } = controls.reports();
    if (compare === null || isSharable(compare)) last.compare = compare;
    if (sweep === null || isSharable(sweep)) last.sweep = sweep;
    const { compare: compared, sweep: swept } = last;
    return [["settings", "Settings only", settingsLink],
      ...(compared ? [["compare", "With the comparison", () => ofComparison(compared)] as const] : []),
      ...(swept ? [["sweep", "With the pool sizes", () => ofSweep(swept)] as const] : [])];
  };
}

const LOSSES: readonly (keyof LossStack)[] = ["inflation", "dispatch", "gaps", "imbalance", "join"];

/** Shows everything a link says, as tables. */
function tablesOf(link: Link): HTMLElement[] {
  const rows = [["work", link.workload], ["steps", whole(link.steps)], ["how", link.strategy], ["pool size", whole(link.workers)], ["seed", whole(link.seed)]];
  if (!link.results) return [table(["field", "value"], rows)];
  const { build, environment, rounds, entries } = link.results;
  rows.push(["build", build], ["browser", environment?.browser ?? "left out"],
    ["processors reported", environment ? whole(environment.reportedProcessors) : "left out"], ["rounds", whole(rounds)]);
  const measured = entries.map(({ stack, ...entry }) => [way(entry), duration(entry.medianMs), times(entry.speedup),
    interval(entry.speedupLow, entry.speedupHigh), ...LOSSES.map((name) => (stack ? fixed(stack[name], 3) : "–"))]);
  return [table(["field", "value"], rows),
    table(["how", "median", "speed-up", "95% interval", "slower work", "dispatch", "gaps", "tail", "join"], measured)];
}
