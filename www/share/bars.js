// Theirs above yours as bars on one scale of time.

import { drawn, duration, element, way } from "./dom.js";

const ROW = 62;
const BAR = 12;
// Room to the right of the longest bar for its label.
const SHARE = 72;

export function bars(entries, same) {
  const longest = Math.max(...entries.flatMap((entry) => [entry.medianMs, same(entry)?.medianMs ?? 0]));
  const marks = entries.flatMap((entry, index) => {
    const top = index * ROW;
    const own = same(entry);
    return [drawn("text", { y: top + 14, class: "t-lab" }, way(entry)),
      ...bar("theirs", entry.medianMs, top + 20, "var(--w1)"),
      ...(own ? bar("yours", own.medianMs, top + 36, "var(--w6)") : [])];
  });
  function bar(whose, ms, top, color) {
    const width = `${(SHARE * ms) / longest}%`;
    return [drawn("rect", { y: top, width, height: BAR, fill: color }),
      drawn("text", { x: width, dx: 8, y: top + 10, class: "t-axis" }, `${whose} ${duration(ms)}`)];
  }
  const label = entries.map((entry) => {
    const own = same(entry);
    return `${way(entry)}: theirs ${duration(entry.medianMs)}${own ? `, yours ${duration(own.medianMs)}` : ""}`;
  }).join("; ");
  return element("figure", { class: "versus" },
    drawn("svg", { width: "100%", height: entries.length * ROW, role: "img", "aria-label": label }, ...marks));
}
