// Handles one press of Run: it runs the code once, checks what it did, and if all checks pass runs the race. It can be cancelled at
// any time.

import { messageOf } from "../../common/dom.js";
import type { EveryCore } from "../../every-core";
import type { Interval } from "../progress.js";
import { Door, mostWorkers } from "./door.js";
import type { Log } from "./door.js";
import type { SyntaxProblem } from "./plain_editor.js";
import type { Exercise, Setting } from "./exercises.js";
import { faster, grade, saidOfEnding, sentence } from "./grading.js";
import type { Answer, Verdict } from "./grading.js";
import type { Lender } from "./lender.js";
import { race } from "./race.js";
import type { Raced } from "./race.js";
import { LONGEST_CODE, Sandbox, TIME_LIMIT_MS } from "./sandbox.js";
import type { Ending, LogLevel } from "./sandbox.js";

export interface Outcome {
  verdicts: readonly Verdict[];
  /** The line of the code that caused it, or 0. */
  line: number;
  /** The time from the first piece to the last result. */
  tookMs: number | null;
  /** The speed-up. */
  measured: Interval | null;
  /** Says why the code did not come to its end, or is "". */
  stopped: string;
  /** Whether the outcome is about the code. It is not if the learner stopped the run or the page failed. */
  isJudged: boolean;
}

export interface Given {
  everyCore: EveryCore;
  lender: Lender;
  exercise: Exercise;
  source: string;
  /** Finds what cannot be parsed. */
  check: (source: string) => SyntaxProblem | null;
}

export interface Told {
  log: (level: LogLevel, text: string) => void;
  /** Is called with what is decided so far, and with what is going on now. */
  verdicts: (verdicts: readonly Verdict[], now: string) => void;
}

/** What one run of the code did. */
interface Once {
  ending: Ending;
  answer: Answer;
  log: Log;
  setting: Setting;
}

/** The error if the code ended differently when it was run again to time it. */
class DifferentEndingError extends Error {}

export class Attempt {
  readonly #given: Given;
  readonly #told: Told;
  readonly #aborter = new AbortController();
  /** What is decided so far. */
  #verdicts: readonly Verdict[] = [];
  #sandbox: Sandbox | null = null;

  constructor(given: Given, told: Told) {
    this.#given = given;
    this.#told = told;
  }

  cancel(): void {
    this.#aborter.abort();
    this.#sandbox?.cancel();
  }

  get #isCancelled(): boolean {
    return this.#aborter.signal.aborted;
  }

  /** Resolves with an outcome in every case. */
  async run(): Promise<Outcome> {
    try {
      return await this.#run();
    } catch (error) {
      const stopped = this.#isCancelled ? "Stopped." : `The run failed: ${sentence(messageOf(error))} Run again.`;
      return { verdicts: this.#verdicts, line: 0, tookMs: null, measured: null, stopped, isJudged: false };
    }
  }

  async #run(): Promise<Outcome> {
    const { source, check, exercise, everyCore } = this.#given;
    const stopped = (stopped: string, line = 0): Outcome => ({ verdicts: [], line, tookMs: null, measured: null, stopped, isJudged: true });
    if (source.length > LONGEST_CODE) return stopped(`The code is longer than ${LONGEST_CODE} characters. It needs no more than 30 lines.`);
    const unread = check(source);
    if (unread) return stopped(saidOfEnding({ kind: "syntax", ...unread }, NOTHING, 0, source), unread.line);

    this.#told.verdicts([], "The code runs.");
    const first = await this.#once(this.#told.log);
    const said = saidOfEnding(first.ending, first.log, TIME_LIMIT_MS / 1000, source);
    const isJudged = !["cancelled", "unstarted"].includes(first.ending.kind);
    if (said) return { ...stopped(said, "line" in first.ending ? first.ending.line : 0), isJudged };
    const processors = everyCore.environment().reportedProcessors;
    const verdicts = (this.#verdicts = grade(exercise, first.setting.expected, { ...first, processors, source }));
    const decided = { verdicts, line: 0, tookMs: elapsed(first.log), measured: null, stopped: "", isJudged: true };
    if (verdicts.some(({ isFine }) => !isFine)) return decided;

    try {
      const raced = await this.#race(first.log, verdicts);
      return { ...decided, verdicts: [...verdicts, faster(raced)], measured: raced?.learner ?? null };
    } catch (error) {
      if (this.#isCancelled || !(error instanceof DifferentEndingError)) throw error;
      return { ...decided, verdicts: [...verdicts, { isFine: false, text: error.message }] };
    }
  }

  /** Runs the code once, in a sandbox of its own. */
  async #once(log: (level: LogLevel, text: string) => void): Promise<Once> {
    const { everyCore, lender, exercise, source } = this.#given;
    const { reportedProcessors: processors, sharedMemory } = everyCore.environment();
    const setting = exercise.setting();
    const { takesFractions, workload } = exercise;
    const workloads = [workload];
    const limits = { workloads, takesFractions, faults: setting.faults, mostWorkers: mostWorkers(processors) };
    const config = { ...limits, processors, sharedMemory, constants: setting.constants };
    let answer: Answer;
    const door = new Door(lender, limits, (reply) => sandbox.reply(reply));
    const sandbox = new Sandbox(source, config, { log, answer: (value) => { answer = value; }, call: (call) => door.take(call) });
    this.#sandbox = sandbox;
    const running = sandbox.run();
    if (this.#isCancelled) sandbox.cancel();
    const ending = await running;
    door.close();
    return { ending, answer, log: door.log, setting };
  }

  #race(log: Log, verdicts: readonly Verdict[]): Promise<Raced | null> {
    const { lender, exercise, everyCore, source } = this.#given;
    const pool = log.pools.reduce((one, other) => (other.size > one.size ? other : one));
    const rerun = async () => {
      const { ending, answer, log: again, setting } = await this.#once(() => {});
      if (ending.kind === "unstarted") throw new Error("the worker for the code did not start");
      const said = saidOfEnding(ending, again, TIME_LIMIT_MS / 1000, source);
      const processors = everyCore.environment().reportedProcessors;
      const wrong = said ? undefined : grade(exercise, setting.expected, { answer, log: again, processors, source }).find(({ isFine }) => !isFine);
      if (said || wrong) throw new DifferentEndingError(`Run once more for its time, the code did something else: ${said || wrong?.text}`);
      return elapsed(again) ?? 0;
    };
    const onRound = (round: number, most: number) => this.#told.verdicts(verdicts, `Round ${round} of at most ${most}, against one worker alone.`);
    return race({ everyCore, lender, exercise, pool, rerun, onRound, signal: this.#aborter.signal });
  }
}

const NOTHING: Log = { pools: [], pieces: [] };

/** Returns the milliseconds from the first piece that was handed out to the last result; null if there is none. */
function elapsed({ pieces }: Log): number | null {
  const done = pieces.flatMap((piece) => piece.done ?? []);
  return done.length === 0 ? null : Math.max(...done) - Math.min(...pieces.map(({ submitted }) => submitted));
}
