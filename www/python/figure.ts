// Draws what the processes of a program did, as lanes, and compares Python with Rust.

import { el, svg, table } from "../common/dom.js";
import { duration, plural, steps as inSteps, times } from "../common/numbers.js";
import type { EveryCore } from "../every-core";
import type { Measured, Span } from "./protocol.js";

/** The times of a program that computes first serially and then on a pool. */
export interface Times {
  /** How long the program computed before it started a process. */
  serialMs: number;
  /** From the start of the first process to the end of the last task. */
  poolMs: number;
  /** The part of it until all processes were ready. */
  startMs: number;
  processes: number;
}

const length = ([begin, end]: Span): number => end - begin;
const sum = (spans: readonly Span[]): number => spans.reduce((total, span) => total + length(span), 0);

/** Returns the times, or null if no process of the program had a task. */
export function timesOf({ main, processes }: Measured): Times | null {
  const workers = processes.filter(({ busy }) => busy.length > 0);
  if (workers.length === 0) return null;
  const began = Math.min(...workers.map(({ start }) => start[0]));
  const before = main.flatMap(([begin, end]): Span[] => (begin < began ? [[begin, Math.min(end, began)]] : []));
  const ended = Math.max(...workers.flatMap(({ busy }) => busy.map(([, end]) => end)));
  return { serialMs: sum(before), poolMs: ended - began, startMs: Math.max(...workers.map(({ start }) => start[1])) - began, processes: workers.length };
}

const LANE = 26;
const TOP = 18;
const COLOURS = 8;

/** Draws the program and its processes, one lane each. */
export function lanes({ main, processes }: Measured): HTMLElement {
  const workers = processes.filter(({ busy }) => busy.length > 0);
  const all = [...main, ...workers.flatMap(({ start, busy }) => [start, ...busy])];
  const end = Math.max(1, ...all.map(([, end]) => end));
  const bar = (row: number, [from, to]: Span, colour: string) =>
    svg("rect", { x: `${(100 * from) / end}%`, width: `${(100 * (to - from)) / end}%`, y: row * LANE + TOP, height: 5, fill: `var(--${colour})` });
  const label = (row: number, text: string) => svg("text", { y: row * LANE + TOP - 5, class: "t-lab" }, text);
  const said = `The program ran for ${duration(end)} with ${plural(workers.length, "process").replace(/processs$/, "processes")}`;
  return el("figure", { class: "python-lanes" },
    svg("svg", { width: "100%", height: (workers.length + 1) * LANE + 4, role: "img", "aria-label": said },
      label(0, "the program"), ...main.map((span) => bar(0, span, "main")),
      ...workers.flatMap(({ start, busy }, index) => [
        label(index + 1, `process ${index + 1}`), bar(index + 1, start, "ph-spawn"), ...busy.map((span) => bar(index + 1, span, `w${index % COLOURS}`)),
      ])),
    el("figcaption", {}, el("b", {}, "One run of the program. "), `Each line is an interpreter, its length is time: ${duration(end)} in all. Grey is the start of a process: a new interpreter that imports the program. The gaps are waits.`));
}

/** The number of steps that the program says it does, or null. */
export function stepsOf(program: string): number | null {
  const found = /^STEPS = (\d[\d_]*)$/m.exec(program)?.[1]?.replaceAll("_", "");
  const count = Number(found);
  return found && count >= 1 && count <= 1e12 ? count : null;
}

/** Runs the same steps in Rust, and puts both languages side by side. */
export async function comparison(everyCore: EveryCore, times_: Times, steps: number): Promise<HTMLElement> {
  const serial = await everyCore.run({ strategy: "serial", workload: "do_math", steps });
  const pool = await everyCore.run({ strategy: "isolated", workload: "do_math", steps, workers: times_.processes });
  const { serialMs, poolMs, startMs, processes } = times_;
  const computing = poolMs - startMs;
  const rows = [
    ["Python, serially", duration(serialMs), "–"],
    [`Python, pool of ${processes}`, duration(poolMs), duration(startMs)],
    ["Rust, serially", duration(serial.elapsedMs), "–"],
    [`Rust, pool of ${processes}`, duration(pool.spawnMs + pool.elapsedMs), duration(pool.spawnMs)],
  ];
  const cores = `${processes} processes give ${times(serialMs / poolMs)} with their start, and ${times(serialMs / computing)} without it.`;
  const language = serial.elapsedMs > 0 ? ` The language gives more: Rust on one core does the same in ${duration(serial.elapsedMs)}, ${times(poolMs / serial.elapsedMs)} as fast as Python on ${processes}.` : "";
  return el("div", { class: "python-compared" },
    table([`${inSteps(steps)} steps`, "time", "of it, starting"], rows), el("p", { class: "ui" }, cores + language));
}
