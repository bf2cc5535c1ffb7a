// Shows the last comparison of this tab after the page was loaded again.

import { byId, el } from "../common/dom.js";
import { interval, plural, steps } from "../common/numbers.js";
import type { CompareReport } from "../every-core";
import { containsOne, load, ofComparison, page, result, way } from "./codec.js";
import { bestOf, hasResults, lanes, settingsThatDiffer } from "./opened.js";

/**
 * Shows a report that was kept, in the place of the lecture's result, until there is a new one. It is written as a link and read again,
 * which checks every field of it.
 */
export async function showLast(report: CompareReport): Promise<void> {
  const codec = await load();
  const link = codec.decode(codec.encode(ofComparison(report)));
  const best = link && hasResults(link) ? bestOf(link) : undefined;
  if (!link || !hasResults(link) || !best) throw new Error("the kept result is none");
  const controls = await page();
  if (controls.reports().compare) return;
  const changed = el("p", {});
  const said = () => {
    const differences = settingsThatDiffer(link, controls.settings());
    changed.textContent = differences ? `Changed since: ${differences}.` : "The settings are the same as then.";
  };
  said();
  const listening = new AbortController();
  document.addEventListener("every-core:settings", said, { signal: listening.signal });
  document.addEventListener("every-core:report", () => {
    if (controls.reports().compare) listening.abort();
  }, { signal: listening.signal });
  const range = interval(best.speedupLow, best.speedupHigh);
  const number = containsOne(best) ? el("span", { class: "range" }, result(best)) : result(best);
  const certainty = `The 95% interval is ${range}, from ${plural(link.results.rounds, "round")}.`;
  byId("result").replaceChildren(
    el("div", { class: "big last" }, number, el("small", {}, "your last result")),
    el("div", { class: "say" }, el("p", {}, el("b", {}, `${steps(link.steps)} steps of ${link.workload}, ${way(best)}.`), ` ${certainty}`), changed, lanes(link)));
}
