// One press of Run: the code once, the checks on what it did, and if all is well the race. Cancelled at any time.

import { Door } from "./door.js";
import { faster, grade, saidOfEnding } from "./grading.js";
import { race } from "./race.js";
import { LONGEST_CODE, Sandbox, TIME_LIMIT_MS } from "./sandbox.js";

/**
 * @typedef {object} Outcome
 * @property {import("./grading.js").Verdict[]} verdicts
 * @property {number} line of the code that is to blame, or 0
 * @property {number | null} tookMs from the first piece to the last result
 * @property {import("./interval.js").Interval | null} measured the speed-up
 * @property {string} stopped why the code did not come to its end, or ""
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
  #isCancelled = false;
  /** @type {Sandbox | null} */
  #sandbox = null;

  /** @param {Given} given @param {Told} told */
  constructor(given, told) {
    this.#given = given;
    this.#told = told;
  }

  cancel() {
    this.#isCancelled = true;
    this.#sandbox?.cancel();
  }

  /** @returns {Promise<Outcome>} */
  async run() {
    const { source, check, exercise, everyCore } = this.#given;
    const stopped = (stopped, line = 0) => ({ verdicts: [], line, tookMs: null, measured: null, stopped });
    if (source.length > LONGEST_CODE) return stopped(`The code is longer than ${LONGEST_CODE} characters. It needs no more than 30 lines.`);
    const unread = check(source);
    if (unread) return stopped(saidOfEnding({ kind: "syntax", ...unread }, NOTHING, 0), unread.line);

    this.#told.verdicts([], "The code runs.");
    const first = await this.#once(this.#told.log);
    const said = saidOfEnding(first.ending, first.log, TIME_LIMIT_MS / 1000);
    if (said) return stopped(said, "line" in first.ending ? first.ending.line : 0);
    const processors = everyCore.environment().reportedProcessors;
    const verdicts = grade(exercise, first.setting.expected, { ...first, processors });
    const tookMs = elapsed(first.log);
    if (verdicts.some(({ isFine }) => !isFine)) return { verdicts, line: 0, tookMs, measured: null, stopped: "" };

    try {
      const raced = await this.#race(first.log, verdicts);
      return { verdicts: [...verdicts, faster(raced)], line: 0, tookMs, measured: raced.learner, stopped: "" };
    } catch (error) {
      if (this.#isCancelled) return { ...stopped("Stopped."), verdicts };
      if (!(error instanceof OtherwiseError)) throw error;
      return { verdicts: [...verdicts, { isFine: false, text: error.message }], line: 0, tookMs, measured: null, stopped: "" };
    }
  }

  /** Runs the code once, in a sandbox of its own. */
  async #once(log) {
    const { everyCore, lender, exercise, source } = this.#given;
    const { reportedProcessors: processors, sharedMemory } = everyCore.environment();
    const setting = exercise.setting();
    const { takesFractions, workload } = exercise;
    const workloads = [workload];
    const config = { processors, sharedMemory, constants: setting.constants, workloads, takesFractions, faults: setting.faults };
    let answer;
    const door = new Door(lender, { workloads, takesFractions, faults: setting.faults }, (reply) => sandbox.reply(reply));
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
      const said = saidOfEnding(ending, again, TIME_LIMIT_MS / 1000);
      const processors = everyCore.environment().reportedProcessors;
      const wrong = said ? undefined : grade(exercise, setting.expected, { answer, log: again, processors }).find(({ isFine }) => !isFine);
      if (said || wrong) throw new OtherwiseError(`Run once more for its time, the code did something else: ${said || wrong?.text}`);
      return elapsed(again) ?? 0;
    };
    const onRound = (round, most) => this.#told.verdicts(verdicts, `Round ${round} of at most ${most}, against one worker alone.`);
    return race({ lender, exercise, pool, rerun, onRound });
  }
}

const NOTHING = { pools: [], pieces: [] };

/** From the first piece that was handed out to the last result. @param {import("./door.js").Log} log */
function elapsed({ pieces }) {
  const done = pieces.flatMap((piece) => piece.done ?? []);
  return done.length === 0 ? null : Math.max(...done) - Math.min(...pieces.map(({ submitted }) => submitted));
}
