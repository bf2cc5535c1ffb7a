// Draws the result card: one comparison on 1200 x 630 pixels, with what it takes to judge it.

import { svg } from "../common/dom.js";
import { duration, interval, steps, whole } from "../common/numbers.js";
import type { CompareReport, StrategyReport } from "../every-core";
import { containsOne, result, way } from "./codec.js";
import type { LinkEnvironment } from "./codec.js";
import { canvasContext } from "./picture.js";
import type { Picture } from "./picture.js";

const [WIDTH, HEIGHT] = [1200, 630] as const;
const LEFT = 80;
const LENGTH = 800;
const BIG = 140;
const MOST_LANES = 8;

/** Draws the card of a comparison and its fastest pool. Without `environment`, the card does not name browser and machine. */
export function cardOf(compare: CompareReport, pool: StrategyReport, environment: LinkEnvironment | null): Picture {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const text = (x: number, y: number, size: number, fill: string, family: string, words: string, weight = 400) =>
    svg("text", { x, y, "font-size": size, fill: token(fill), "font-family": token(family), "font-weight": weight }, words);
  const number = result(pool);
  const size = containsOne(pool) ? BIG / 2 : BIG;
  const beside = LEFT + widthOf(number, size, token("serif")) + 48;
  const serialMs = compare.strategies.find(({ strategy }) => strategy === "serial")?.medianMs ?? 0;
  const longest = Math.max(serialMs, pool.medianMs);
  const bar = (y: number, height: number, ms: number, fill: string, name: string) => [
    text(LEFT, y - 12, 24, "ink-2", "sans", `${name}: ${duration(ms)}`),
    svg("rect", { x: LEFT, y, width: (LENGTH * ms) / longest, height, fill: token(fill) })];
  const lanes = Array.from({ length: Math.min(pool.medianRun.workers, MOST_LANES) }, (_, lane) =>
    svg("rect", { x: LEFT, y: 452 + lane * 9, width: (LENGTH * pool.medianMs) / longest, height: 7, fill: token(`w${lane}`) }));
  const where = environment ? ` ${environment.browser}, ${whole(environment.reportedProcessors)} processors reported.` : "";
  const name = way({ strategy: pool.strategy, workers: pool.medianRun.workers });
  const root = svg("svg", { width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
    svg("rect", { width: WIDTH, height: HEIGHT, fill: token("paper") }),
    text(LEFT, 84, 32, "ink", "serif", "Every Core"),
    text(LEFT, 232, size, "ink", "serif", number),
    text(beside, 182, 30, "ink", "sans", name, 600),
    text(beside, 224, 26, "ink-2", "sans", containsOne(pool) ? `not known whether it is faster, n = ${compare.rounds} rounds` : `95% interval ${interval(pool.speedupLow, pool.speedupHigh)}, n = ${compare.rounds} rounds`),
    text(LEFT, 284, 26, "ink-2", "sans", `${compare.workload}, ${steps(compare.steps)} steps, every sum verified`),
    ...bar(358, 20, serialMs, "main", "serial"),
    ...bar(452, 0, pool.medianMs, "w0", name), ...lanes,
    text(LEFT, 584, 24, "pencil", "sans", `Another machine will differ.${where}`, 600));
  return { text: new XMLSerializer().serializeToString(root), width: WIDTH, height: HEIGHT };
}

function widthOf(text: string, size: number, family: string): number {
  const context = canvasContext(document.createElement("canvas"));
  context.font = `${size}px ${family}`;
  return context.measureText(text).width;
}
