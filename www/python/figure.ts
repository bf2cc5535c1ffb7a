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
  /** How long an interpreter took to start before the program asked for it, at most. */
  earlyMs: number;
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
  return {
    serialMs: sum(before),
    poolMs: ended - began,
    startMs: Math.max(...workers.map(({ start }) => start[1])) - began,
    earlyMs: Math.max(...workers.map(({ earlyMs }) => earlyMs)),
    processes: workers.length,
  };
}

const LANE = 26;
const TOP = 18;
const COLOURS = 8;

/** Draws spans of time in rows that have names. */
function rows(said: string, endMs: number, named: readonly (readonly [name: string, spans: readonly (readonly [Span, colour: string])[]])[]): SVGElement {
  return svg("svg", { width: "100%", height: named.length * LANE + 4, role: "img", "aria-label": said }, ...named.flatMap(([name, spans], row) => [
    svg("text", { y: row * LANE + TOP - 5, class: "t-lab" }, name),
    ...spans.map(([[from, to], colour]) =>
      svg("rect", { x: `${(100 * from) / endMs}%`, width: `${(100 * (to - from)) / endMs}%`, y: row * LANE + TOP, height: 5, fill: `var(--${colour})` })),
  ]));
}

/** Draws the program and its processes, one lane each. */
export function lanes({ main, processes }: Measured): HTMLElement {
  const workers = processes.filter(({ busy }) => busy.length > 0);
  const all = [...main, ...workers.flatMap(({ start, busy }) => [start, ...busy])];
  const end = Math.max(1, ...all.map(([, end]) => end));
  const said = `The program ran for ${duration(end)} with ${plural(workers.length, "process").replace(/processs$/, "processes")}`;
  const earlyMs = Math.max(0, ...workers.map((worker) => worker.earlyMs));
  const start = earlyMs < 1 ? "a new interpreter that imports the program" : `it imports the program. Its interpreter was started before that, which took up to ${duration(earlyMs)}`;
  return el("figure", { class: "python-lanes" },
    rows(said, end, [
      ["the program", main.map((span) => [span, "main"] as const)],
      ...workers.map(({ start, busy }, index) =>
        [`process ${index + 1}`, [[start, "ph-spawn"] as const, ...busy.map((span) => [span, `w${index % COLOURS}`] as const)]] as const),
    ]),
    el("figcaption", {}, el("b", {}, "One run of the program. "), `Each line is an interpreter, its length is time: ${duration(end)} in all. Grey is the start of a process: ${start}. The gaps are waits.`));
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
  const rustMs = pool.spawnMs + pool.elapsedMs;
  const runs = [["Python, serially", serialMs, 0], [`Python, pool of ${processes}`, poolMs, startMs], ["Rust, serially", serial.elapsedMs, 0], [`Rust, pool of ${processes}`, rustMs, pool.spawnMs]] as const;
  const cores = `${processes} ${processes === 1 ? "process gives" : "processes give"} ${times(serialMs / poolMs)} with their start and ${times(serialMs / computing)} without`;
  const faster = poolMs / serial.elapsedMs;
  const language = serial.elapsedMs > 0 ? `${faster > 1 ? ", but the language gives more" : ""}: Rust on one core takes ${duration(serial.elapsedMs)}, which is ${times(faster)} as fast as Python on ${processes}` : "";
  return el("div", { class: "python-compared" },
    rows("The times of the table below, as bars", Math.max(serialMs, poolMs, rustMs), runs.map(([name, ms, start], index) =>
      [name, [[[0, start], "ph-spawn"], [[start, ms], index % 2 ? "w0" : "main"]]])),
    table([`${inSteps(steps)} steps`, "time", "of it, starting"], runs.map(([name, ms, start]) => [name, duration(ms), start > 0 ? duration(start) : "–"])),
    el("p", { class: "ui" }, `${cores}${language}.`));
}
