// Draws a class's figures: points on two scales that double from tick to tick.

import { svg } from "../common/dom.js";

export interface Mark {
  x: number;
  y: number;
  /** What the point says when it is pointed at. */
  title: string;
}

/** A plot on a square of 100 units. `lines` joins the points of one machine. */
export interface Plot {
  label: string;
  x: string;
  y: string;
  marks: readonly Mark[];
  lines: readonly (readonly Mark[])[];
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;

/** Draws a plot. The diagonal is where both values are equal. */
export function plot({ label, x, y, marks, lines }: Plot): SVGSVGElement {
  const all = marks.flatMap((mark) => [mark.x, mark.y]);
  const from = Math.floor(Math.log2(Math.min(1, ...all)));
  const to = Math.max(from + 1, Math.ceil(Math.log2(Math.max(2, ...all))));
  const share = (value: number) => (Math.log2(value) - from) / (to - from);
  const across = (value: number) => percent(share(value));
  const up = (value: number) => percent(1 - share(value));
  const step = Math.ceil((to - from) / 8);
  const parts: SVGElement[] = [];
  for (let power = from; power <= to; power += step) {
    const value = 2 ** power;
    const words = value < 1 ? `1/${1 / value}` : String(value);
    parts.push(
      svg("line", { x1: 0, x2: "100%", y1: up(value), y2: up(value), class: "gridline" }),
      svg("line", { x1: across(value), x2: across(value), y1: 0, y2: "100%", class: "gridline" }),
      svg("text", { x: -8, y: up(value), dy: ".35em", "text-anchor": "end", class: "t-axis" }, words),
      svg("text", { x: across(value), y: "100%", dy: "1.5em", "text-anchor": "middle", class: "t-axis" }, words));
  }
  parts.push(
    svg("line", { x1: 0, x2: "100%", y1: "100%", y2: 0, stroke: "var(--ink-3)", "stroke-dasharray": "2 4" }),
    svg("text", { x: 0, y: -10, class: "t-axis" }, y),
    svg("text", { x: "100%", y: "100%", dy: "3em", "text-anchor": "end", class: "t-axis" }, x));
  for (const line of lines) {
    line.slice(1).forEach((mark, index) => {
      const before = line[index] ?? mark;
      parts.push(svg("line", { x1: across(before.x), y1: up(before.y), x2: across(mark.x), y2: up(mark.y), stroke: "var(--w3)", "stroke-opacity": ".5" }));
    });
  }
  for (const mark of marks) {
    parts.push(svg("circle", { cx: across(mark.x), cy: up(mark.y), r: 5, fill: "var(--w3)", "fill-opacity": ".55", stroke: "var(--paper)" }, svg("title", {}, mark.title)));
  }
  return svg("svg", { class: "class-plot", role: "img", "aria-label": label }, ...parts);
}
