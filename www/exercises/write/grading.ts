// Turns what a run did into what the checks say. Pure: it uses no clock, no element and no random number.

import { fixed, plural, times, whole } from "../../common/numbers.js";
import { idleShare, jobCosts, mostInFlight, workersWithTheirShare } from "./balance.js";
import { begun, count, coverage, saidOf } from "./coverage.js";
import type { Log, Piece } from "./door.js";
import type { Exercise } from "./exercises.js";
import { hintForAnswer, hintForError, hintForSyntax, pasted, visible } from "./from_python.js";
import type { Raced } from "./race.js";
import type { Ending } from "./sandbox.js";

/** The largest share of the workers' time that may be idle, where pieces differ in cost. */
export const MOST_IDLE = 0.1;

/** The checks, in their order. */
export const CHECKS = [
  { id: "right", title: "The answer is right" },
  { id: "once", title: "Every step is done once" },
  { id: "used", title: "Every worker is used" },
  { id: "faster", title: "It is faster than one worker alone" },
] as const;

/** What the code gave to `answer`; undefined if it was not called. */
export type Answer = string | readonly string[] | undefined;

export interface Run {
  answer: Answer;
  log: Log;
  /** The number that the browser reports. */
  processors: number;
  source: string;
}

export interface Verdict {
  isFine: boolean;
  text: string;
}

/** Returns the verdicts that one run decides, up to the first check that fails. */
export function grade(exercise: Exercise, expected: string | readonly string[], run: Run): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const check of [right, once, used]) {
    const verdict = check(exercise, expected, run);
    verdicts.push(verdict);
    if (!verdict.isFine) break;
  }
  return verdicts;
}

const passed = (text: string): Verdict => ({ isFine: true, text });
const failed = (text: string): Verdict => ({ isFine: false, text });

function right(exercise: Exercise, expected: string | readonly string[], run: Run): Verdict {
  if (run.answer === undefined) return failed("answer(…) was not called. Give it the result at the end.");
  const verdict = typeof expected === "string" ? rightNumber(exercise, expected, run.answer, run.log) : rightList(expected, run.answer);
  return verdict.isFine ? verdict : failed(joined(visible(verdict.text), hintForAnswer(run.answer, run.source)));
}

function rightNumber(exercise: Exercise, expected: string, answer: string | readonly string[], log: Log): Verdict {
  if (typeof answer !== "string") return failed(`The answer is a list of ${answer.length}. One number is asked for: the sum of what the pieces return.`);
  if (answer === expected) return passed(`${whole(expected)}, to the last digit.`);
  const said = log.pieces.length > 0 ? saidOf(coverage(log.pieces.map(begun), exercise.steps)) : "";
  const isText = /^\d+$/.test(answer) && log.pieces.length > 1 && answer.length > expected.length + 2;
  const because = isText ? " get() returns text, because a checksum can be larger than a number holds exactly: add up Number(…) or BigInt(…)." : ` ${said || saidOfSum(log)}`.trimEnd();
  const digits = /^\d+$/.test(answer) && answer.length < 40 ? whole(answer) : `“${answer.slice(0, 60)}”`;
  return failed(`The answer is ${digits}, and ${whole(expected)} is right.${because}`);
}

/** Says why the sum is wrong where the pieces are right. */
function saidOfSum({ pieces }: Log): string {
  if (pieces.length === 0) return "";
  const undone = saidOfUndone(pieces);
  return undone || "Every step was done once, so the pieces are right and the sum is not: add up what each of them returned.";
}

function rightList(expected: readonly string[], answer: string | readonly string[]): Verdict {
  if (typeof answer === "string") return failed(`One list is asked for, with ${expected.length} entries in the order of the ranges.`);
  if (answer.length !== expected.length) return failed(`The list has ${answer.length} entries, and there are ${expected.length} ranges: one result or one error for each.`);
  for (const [index, entry] of expected.entries()) {
    const given = answer[index] ?? "";
    if (given === entry) continue;
    const should = entry.startsWith("brittle") ? `the message of its error, “${entry}”` : entry;
    return failed(`Entry ${index} of the list is “${given.slice(0, 80)}”. It should be ${should}.`);
  }
  return passed(`${expected.length} entries, ${expected.filter((entry) => entry.startsWith("brittle")).length} of them errors.`);
}

function once(exercise: Exercise, _expected: unknown, { log }: Run): Verdict {
  const { pieces } = log;
  if (pieces.length === 0) return failed("The answer is right, but no piece was handed to a pool: your code computed it by itself, on one core.");
  const other = pieces.find(({ workload }) => workload !== exercise.workload);
  if (other) return failed(`A piece was handed out for ${other.workload}. The work of this exercise is ${exercise.workload}.`);
  const undone = saidOfUndone(pieces);
  if (undone) return failed(undone);
  const said = saidOf(coverage(pieces.map(begun), exercise.steps));
  if (said) return failed(said);
  return passed(`${whole(count(pieces.map(begun)))} steps in ${plural(pieces.length, "piece")}, no gap and no overlap.`);
}

/** Says how many pieces were not waited for; returns "" if none. */
function saidOfUndone(pieces: readonly Piece[]): string {
  const undone = pieces.filter(({ done }) => done === undefined).length;
  return undone === 0 ? "" : `${undone} of ${pieces.length} pieces were not done when the code ended. Wait for each with await job.get(), or for all with pool.close() and await pool.join().`;
}

function used(exercise: Exercise, _expected: unknown, { log, processors }: Run): Verdict {
  // If there are several pools, the one that got most pieces is judged.
  const pools = log.pools.map((pool) => ({ ...pool, pieces: log.pieces.filter((piece) => piece.pool === pool.id) }));
  const { size, pieces: all } = pools.reduce((one, other) => (other.pieces.length > one.pieces.length ? other : one));
  // A piece without a step keeps nobody busy.
  const pieces = all.filter((piece) => stepsOf(piece) > 0);
  const given = exercise.pieces ?? Infinity;
  const wanted = Math.min(processors, 256, given);
  const needed = Math.min(size, given);
  if (size < wanted) return failed(`The pool has ${plural(size, "worker")}, and this browser reports ${processors} processors. new Pool() makes one worker for each.`);
  const jobs = new Set(pieces.map(({ job }) => job)).size;
  if (jobs < needed) {
    const empty = pieces.length < all.length ? `${all.length - pieces.length} of ${all.length} pieces hold no step. ${largest(pieces, exercise.steps)} ` : "";
    return failed(`${empty}${plural(jobs, "piece")} cannot keep ${size} workers busy.`);
  }
  const most = mostInFlight(pieces);
  if (most < needed) return failed(`The pool has ${size} workers, and never more than ${most} had a piece. The code waits for a result before it hands out the next piece: hand out all of them first, then wait.`);
  const costs = jobCosts(pieces, exercise.cost ?? ((start, end) => stepsOf({ start, end })));
  if (exercise.used !== "balance") {
    const share = workersWithTheirShare(costs, needed);
    if (share < needed) return failed(`Only ${share} of ${needed} workers get their share of the work. ${largest(pieces, exercise.steps)} Give each worker about as much as the others.`);
    return passed(`${size} workers, and up to ${most} pieces handed out at a time.`);
  }
  const idle = idleShare(costs, size);
  const said = `${percent(idle)} of the workers’ time is spent waiting for the last one`;
  const limit = `${percent(MOST_IDLE)} is allowed`;
  if (idle > MOST_IDLE) return failed(`By what the pieces cost, ${said}; ${limit}. ${jobs === pieces.length ? `${jobs} pieces for ${size} workers: make them smaller, so that there are more.` : `The ${pieces.length} pieces were sent in ${jobs} chunks: make the chunks smaller.`}`);
  return passed(`By what the pieces cost, ${said}.`);
}

/** Returns how many steps a piece does. As in the lecture's loop, a step that is begun is done. */
const stepsOf = ({ start, end }: Pick<Piece, "start" | "end">): number => Math.max(0, Math.ceil(end) - Math.floor(start));

/** Says which piece is the largest. */
function largest(pieces: readonly Piece[], steps: number): string {
  const most = pieces.reduce((one, other) => (stepsOf(other) > stepsOf(one) ? other : one));
  return `The piece from ${whole(Math.floor(most.start))} to ${whole(Math.ceil(most.end))} has ${percent(stepsOf(most) / steps)} of all steps.`;
}

const percent = (share: number): string => `${fixed(share * 100, share < 0.1 ? 1 : 0)}%`;

/**
 * Judges the race; null means that the clock saw no time pass. A slow or busy machine never fails the code. It fails only if known
 * pieces were faster than one worker in the same rounds, and its whole interval is below half of their gain.
 */
export function faster(raced: Raced | null): Verdict {
  if (!raced) return passed("This browser’s clock is too coarse to tell: a run began and ended at one time. It is not held against you.");
  const { learner, reference, rounds } = raced;
  const said = `${times(learner.value)}, between ${times(learner.low)} and ${times(learner.high)} (95%, ${rounds} rounds)`;
  if (learner.low > 1) return passed(`${said}.`);
  // Both were timed in the same rounds, so what the machine does besides slows both.
  if (reference.low > 1 && learner.high < 1 + (reference.low - 1) / 2) {
    return failed(`${said}: no faster than one worker alone. Pieces that are known to do well came to ${times(reference.value)} in the same rounds. Does one piece hold most of the work, or are the pieces so small that handing them out takes longer than doing them?`);
  }
  const because = reference.low > 1 ? "because the rounds of your code differ too much" : "because this machine is busy or has one core to give";
  return passed(`${said}. That does not tell, ${because}: known pieces came to ${times(reference.value)} in the same rounds. It is not held against you.`);
}

/** Adds a full stop if there is none. */
export const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

/** Puts a space between two sentences, if there are two. */
const joined = (...sentences: readonly string[]): string => sentences.filter(Boolean).join(" ");

/** Says why a run did not come to its end; returns "" if it did. `seconds` is the time limit. */
export function saidOfEnding(ending: Ending, log: Log, seconds: number, source: string): string {
  const open = log.pieces.filter(({ done }) => done === undefined).length;
  const where = "line" in ending && ending.line > 0 ? `Line ${ending.line}` : "The code";
  switch (ending.kind) {
    case "finished": return "";
    case "syntax": {
      const said = `${where} cannot be read: ${sentence(visible(ending.message) || "something is missing or left over")}`;
      return joined(said, pasted(source, ending.line) || hintForSyntax(source, ending.line, ending.message));
    }
    case "threw": {
      const said = `${where} threw ${ending.name && !ending.message.startsWith(ending.name) ? `${ending.name}: ` : ""}${visible(ending.message)}`;
      const hint = hintForError(ending.name, ending.message, source);
      return hint ? joined(sentence(said), hint) : said;
    }
    case "busy": return `The code was stopped after ${seconds} s. It was computing all the time and let nothing else happen: is there a loop without an end, or one that asks for ever more memory?`;
    case "waiting": return open > 0
      ? `The code was stopped after ${seconds} s. ${open} ${open === 1 ? "piece was" : "pieces were"} not done by then: is a range larger than it should be?`
      : `The code was stopped after ${seconds} s. It was waiting for something that does not happen: perhaps a promise that is never resolved.`;
    case "died": return "The worker that ran the code ended without an error message. Most likely it asked for more memory than there is.";
    case "flood": return "The code was stopped, because it sent the page more messages than any answer needs.";
    case "unsound": return "The code was stopped, because it sent the page something that is no call of the pool.";
    case "unstarted": return "The worker for your code did not start. Reload the page; your code is kept.";
    case "cancelled": return "Stopped.";
  }
}
