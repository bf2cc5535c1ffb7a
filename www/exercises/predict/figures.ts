// Draws the figures of a prediction as elements of SVG.

import { svg } from "../../common/dom.js";
import { fixed, interval, ratio, times } from "../../common/numbers.js";
import type { RunReport } from "../../every-core";
import type { Measured } from "./grade.js";

const percent = (share: number): string => `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;

/** Returns a round distance between the ticks of an axis that has six at most. */
function stepOf(most: number): number {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= rough) ?? rough;
}

const ROW = 38;

/** Draws what was predicted and what was measured on one scale from 0. */
export function scale(rows: readonly { label: string; measured: Measured }[], predicted: number | null): SVGSVGElement {
  const most = 1.08 * Math.max(predicted ?? 0, 1, ...rows.map(({ measured }) => Math.min(measured.high, 1.3 * measured.value)));
  const at = (value: number) => percent(value / most);
  const label = (value: number, y: number, style: string, words: string) =>
    svg("text", { x: at(value), y: y + 12, "text-anchor": value > most * 0.55 ? "end" : undefined, class: style }, words);
  const parts: SVGElement[] = [];
  let y = 4;
  if (predicted !== null) {
    parts.push(label(predicted, y, "t-pencil", `you ${times(predicted)}`),
      svg("svg", { x: at(predicted), y: y + 24, width: 1, height: 1 }, svg("path", { d: "M-5 -5L5 5M5 -5L-5 5", stroke: "var(--pencil)", "stroke-width": 2.2 })));
    y += ROW;
  }
  for (const { label: name, measured: { value, low, high } } of rows) {
    parts.push(label(value, y, "t-lab", `${name} ${times(value)}`),
      svg("line", { x1: at(low), x2: at(high), y1: y + 24, y2: y + 24, stroke: "var(--ink)", "stroke-width": 2 }),
      // An interval that is longer than the axis ends in an arrow.
      ...(high > most ? [svg("svg", { x: "100%", y: y + 24, width: 1, height: 1 }, svg("path", { d: "M-6 -5L-1 0L-6 5", fill: "none", stroke: "var(--ink)", "stroke-width": 2 }))] : []),
      svg("circle", { cx: at(value), cy: y + 24, r: 4.5, fill: "var(--ink)" }));
    y += ROW;
  }
  parts.push(svg("line", { x1: 0, x2: "100%", y1: `${y}.5`, y2: `${y}.5`, class: "axisline" }));
  const step = stepOf(most);
  for (let value = 0; value <= most; value += step) {
    const anchor = value === 0 ? undefined : value > most * 0.95 ? "end" : "middle";
    parts.push(svg("rect", { x: at(value), y, width: 1, height: 6, fill: "var(--edge)" }),
      svg("text", { x: at(value), y: y + 20, "text-anchor": anchor, class: "t-axis" }, String(Number(value.toPrecision(3)))));
  }
  const said = predicted === null ? "" : `you predicted ${fixed(predicted)}; `;
  const words = rows.map(({ label, measured: { value, low, high } }) => `${label} ${ratio(value)}, ${interval(low, high)}`);
  return svg("svg", { width: "100%", height: y + 26, role: "img", "aria-label": `On a scale from 0 to ${fixed(most, 1)} times: ${said}${words.join("; ")}.` }, ...parts);
}

/** If a run has more pieces than this, they are not drawn one by one. */
const MOST_PIECES = 1200;

/** Draws the lanes of a run: each lane is a worker, its length is time. */
export function lanes({ workers, perWorker, tileLog, elapsedMs, joinedMs }: RunReport): SVGSVGElement {
  const height = Math.max(2, Math.min(12, Math.floor(220 / workers)));
  const gap = height > 5 ? 2 : height > 2 ? 1 : 0;
  const rect = (lane: number, fromMs: number, toMs: number, fill: string) => svg("rect", {
    x: percent(fromMs / elapsedMs), y: lane * (height + gap), width: percent((toMs - fromMs) / elapsedMs), height, fill,
  });
  const parts: SVGElement[] = [];
  for (const { worker, beginMs, endMs } of perWorker) {
    const colour = `var(--w${workers > 1 ? Math.round((7 * worker) / (workers - 1)) : 0})`;
    parts.push(rect(worker, 0, beginMs, "url(#ph-dispatch)"), rect(worker, endMs, joinedMs, "url(#ph-tail-s)"),
      rect(worker, joinedMs, elapsedMs, "url(#ph-join)"));
    if (tileLog.length <= MOST_PIECES) {
      parts.push(rect(worker, beginMs, endMs, "var(--ph-gap)"));
      for (const tile of tileLog) if (tile.worker === worker) parts.push(rect(worker, tile.beginMs, tile.endMs, colour));
    } else {
      parts.push(rect(worker, beginMs, endMs, colour));
    }
  }
  const waitedMs = perWorker.reduce((sum, { beginMs, endMs }) => sum + beginMs + joinedMs - endMs, 0);
  const idle = waitedMs / (workers * elapsedMs);
  return svg("svg", {
    width: "100%", height: workers * (height + gap), role: "img",
    "aria-label": `${workers} lanes, one for each worker; on average a worker waits for ${Math.round(100 * idle)}% of the run.`,
  }, ...parts);
}
