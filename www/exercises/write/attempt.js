// One press of Run: the code once, the checks on what it did, and if all is well the race. Cancelled at any time.

import { Door, mostWorkers } from "./door.js";
import { faster, grade, saidOfEnding, sentence } from "./grading.js";
import { race } from "./race.js";
import { LONGEST_CODE, Sandbox, TIME_LIMIT_MS } from "./sandbox.js";

/**
 * @typedef {object} Outcome
 * @property {import("./grading.js").Verdict[]} verdicts
 * @property {number} line of the code that is to blame, or 0
 * @property {number | null} tookMs from the first piece to the last result
 * @property {import("./interval.js").Interval | null} measured the speed-up
 * @property {string} stopped why the code did not come to its end, or ""
 * @property {boolean} isJudged whether it says something of the code: not when it was stopped by hand, or the page failed
 *
 * @typedef {object} Given
 * @property {import("../../every-core").EveryCore} everyCore
 * @property {import("./lender.js").Lender} lender
 * @property {import("./exercises.js").Exercise} exercise
 * @property {string} source
 * @property {(source: string) => { line: number, message: string } | null} check finds what cannot be read
 *
 * @typedef {object} Told
 * @property {(level: string, text: string) => void} log
 * @property {(verdicts: import("./grading.js").Verdict[], now: string) => void} verdicts what is decided so far, and what is going on
 */

/** The code was run again for its time, and ended differently. */
class OtherwiseError extends Error {}

export class Attempt {
  #given;
  #told;
  #aborter = new AbortController();
  /** What is decided so far. @type {import("./grading.js").Verdict[]} */
  #verdicts = [];
  /** @type {Sandbox | null} */
  #sandbox = null;

  /** @param {Given} given @param {Told} told */
  constructor(given, told) {
    this.#given = given;
    this.#told = told;
  }

  cancel() {
    this.#aborter.abort();
    this.#sandbox?.cancel();
  }

  get #isCancelled() {
    return this.#aborter.signal.aborted;
  }

  /** Comes to an outcome whatever happens. @returns {Promise<Outcome>} */
  async run() {
    try {
      return await this.#run();
    } catch (error) {
      const stopped = this.#isCancelled ? "Stopped." : `The run failed: ${sentence(String(error?.message ?? error))} Run again.`;
      return { verdicts: this.#verdicts, line: 0, tookMs: null, measured: null, stopped, isJudged: false };
    }
  }

  /** @returns {Promise<Outcome>} */
  async #run() {
    const { source, check, exercise, everyCore } = this.#given;
    const stopped = (stopped, line = 0) => ({ verdicts: [], line, tookMs: null, measured: null, stopped, isJudged: true });
    if (source.length > LONGEST_CODE) return stopped(`The code is longer than ${LONGEST_CODE} characters. It needs no more than 30 lines.`);
    const unread = check(source);
    if (unread) return stopped(saidOfEnding({ kind: "syntax", ...unread }, NOTHING, 0), unread.line);

    this.#told.verdicts([], "The code runs.");
    const first = await this.#once(this.#told.log);
    const said = saidOfEnding(first.ending, first.log, TIME_LIMIT_MS / 1000);
    const isJudged = !["cancelled", "unstarted"].includes(first.ending.kind);
    if (said) return { ...stopped(said, "line" in first.ending ? first.ending.line : 0), isJudged };
    const processors = everyCore.environment().reportedProcessors;
    const verdicts = (this.#verdicts = grade(exercise, first.setting.expected, { ...first, processors }));
    const decided = { verdicts, line: 0, tookMs: elapsed(first.log), measured: null, stopped: "", isJudged: true };
    if (verdicts.some(({ isFine }) => !isFine)) return decided;

    try {
      const raced = await this.#race(first.log, verdicts);
      return { ...decided, verdicts: [...verdicts, faster(raced)], measured: raced?.learner ?? null };
    } catch (error) {
      if (this.#isCancelled || !(error instanceof OtherwiseError)) throw error;
      return { ...decided, verdicts: [...verdicts, { isFine: false, text: error.message }] };
    }
  }

  /** Runs the code once, in a sandbox of its own. */
  async #once(log) {
    const { everyCore, lender, exercise, source } = this.#given;
    const { reportedProcessors: processors, sharedMemory } = everyCore.environment();
    const setting = exercise.setting();
    const { takesFractions, workload } = exercise;
    const workloads = [workload];
    const limits = { workloads, takesFractions, faults: setting.faults, mostWorkers: mostWorkers(processors) };
    const config = { ...limits, processors, sharedMemory, constants: setting.constants };
    let answer;
    const door = new Door(lender, limits, (reply) => sandbox.reply(reply));
    const sandbox = new Sandbox(source, config, { log, answer: (value) => (answer = value), call: (call) => door.take(call) });
    this.#sandbox = sandbox;
    const running = sandbox.run();
    if (this.#isCancelled) sandbox.cancel();
    const ending = await running;
    door.close();
    return { ending, answer, log: door.log, setting };
  }

  #race(log, verdicts) {
    const { lender, exercise, everyCore } = this.#given;
    const pool = log.pools.reduce((one, other) => (other.size > one.size ? other : one));
    const rerun = async () => {
      const { ending, answer, log: again, setting } = await this.#once(() => {});
      if (ending.kind === "unstarted") throw new Error("the worker for the code did not start");
      const said = saidOfEnding(ending, again, TIME_LIMIT_MS / 1000);
      const processors = everyCore.environment().reportedProcessors;
      const wrong = said ? undefined : grade(exercise, setting.expected, { answer, log: again, processors }).find(({ isFine }) => !isFine);
      if (said || wrong) throw new OtherwiseError(`Run once more for its time, the code did something else: ${said || wrong?.text}`);
      return elapsed(again) ?? 0;
    };
    const onRound = (round, most) => this.#told.verdicts(verdicts, `Round ${round} of at most ${most}, against one worker alone.`);
    return race({ lender, exercise, pool, rerun, onRound, signal: this.#aborter.signal });
  }
}

const NOTHING = { pools: [], pieces: [] };

/** From the first piece that was handed out to the last result. @param {import("./door.js").Log} log */
function elapsed({ pieces }) {
  const done = pieces.flatMap((piece) => piece.done ?? []);
  return done.length === 0 ? null : Math.max(...done) - Math.min(...pieces.map(({ submitted }) => submitted));
}
