// The result card: one comparison on 1200 x 630 pixels, with what it takes to judge it.

import { drawn, duration, interval, steps, times, way, whole } from "./dom.js";

const [WIDTH, HEIGHT] = [1200, 630];
const LEFT = 80;
const LENGTH = 800;
const BIG = 140;

// `environment` may be false: then the card does not tell.
export function cardOf(compare, pool, environment) {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const text = (x, y, size, fill, family, words, weight = 400) =>
    drawn("text", { x, y, "font-size": size, fill: color(fill), "font-family": color(family), "font-weight": weight }, words);
  const beside = LEFT + widthOf(times(pool.speedup), BIG, color("serif")) + 48;
  const [serial] = compare.strategies;
  const longest = Math.max(serial.medianMs, pool.medianMs);
  const bar = (y, height, ms, fill, name) => [
    text(LEFT, y - 12, 24, "ink-2", "sans", `${name}: ${duration(ms)}`),
    drawn("rect", { x: LEFT, y, width: (LENGTH * ms) / longest, height, fill: color(fill) })];
  const lanes = Array.from({ length: Math.min(compare.workers, 8) }, (_, lane) =>
    drawn("rect", { x: LEFT, y: 452 + lane * 9, width: (LENGTH * pool.medianMs) / longest, height: 7, fill: color(`w${lane}`) }));
  const where = environment ? ` ${environment.browser}, ${whole(environment.reportedProcessors)} processors reported.` : "";
  const root = drawn("svg", { width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
    drawn("rect", { width: WIDTH, height: HEIGHT, fill: color("paper") }),
    text(LEFT, 84, 32, "ink", "serif", "Every Core"),
    text(LEFT, 232, BIG, "ink", "serif", times(pool.speedup)),
    text(beside, 182, 30, "ink", "sans", way({ strategy: pool.strategy, workers: compare.workers }), 600),
    text(beside, 224, 26, "ink-2", "sans", `95% interval ${interval(pool.speedupLow, pool.speedupHigh)}, n = ${compare.rounds} rounds`),
    text(LEFT, 284, 26, "ink-2", "sans", `${compare.workload}, ${steps(compare.steps)} steps, every sum verified`),
    ...bar(358, 20, serial.medianMs, "main", "serial"),
    ...bar(452, 0, pool.medianMs, "w0", way({ strategy: pool.strategy, workers: compare.workers })), ...lanes,
    text(LEFT, 584, 24, "pencil", "sans", `Another machine will differ.${where}`, 600));
  return { text: new XMLSerializer().serializeToString(root), width: WIDTH, height: HEIGHT };
}

function widthOf(text, size, family) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${size}px ${family}`;
  return context.measureText(text).width;
}
