// Draws the times of a link above those of this page, as bars on one scale.

import { el, svg } from "../common/dom.js";
import { duration } from "../common/numbers.js";
import { way } from "./codec.js";
import type { Entry } from "./codec.js";

const ROW = 62;
const BAR = 12;
/** The longest bar's share of the width, in percent; its label needs the rest. */
const SHARE = 72;

/** Draws the bars. `same` returns this page's entry for one of theirs, if there is one. */
export function bars(entries: readonly Entry[], same: (entry: Entry) => Entry | undefined): HTMLElement {
  const longest = Math.max(...entries.flatMap((entry) => [entry.medianMs, same(entry)?.medianMs ?? 0]));
  const bar = (whose: string, ms: number, top: number, color: string) => {
    const width = `${(SHARE * ms) / longest}%`;
    return [svg("rect", { y: top, width, height: BAR, fill: color }),
      svg("text", { x: width, dx: 8, y: top + 10, class: "t-axis" }, `${whose} ${duration(ms)}`)];
  };
  const marks = entries.flatMap((entry, index) => {
    const top = index * ROW;
    const own = same(entry);
    return [svg("text", { y: top + 14, class: "t-lab" }, way(entry)),
      ...bar("theirs", entry.medianMs, top + 20, "var(--w1)"),
      ...(own ? bar("yours", own.medianMs, top + 36, "var(--w6)") : [])];
  });
  const label = entries.map((entry) => {
    const own = same(entry);
    return `${way(entry)}: theirs ${duration(entry.medianMs)}${own ? `, yours ${duration(own.medianMs)}` : ""}`;
  }).join("; ");
  return el("figure", { class: "versus" },
    svg("svg", { width: "100%", height: entries.length * ROW, role: "img", "aria-label": label }, ...marks));
}
