// What the page and the learner's worker tell each other about the exercise and its jobs.

/** The workloads of exercises. `brittle` computes `do_math` and fails for some ranges. */
export type ExerciseWorkload = "do_math" | "primes" | "brittle";

/** What a run may ask for. */
export interface Limits {
  workloads: readonly ExerciseWorkload[];
  /** Whether bounds may be fractions. */
  takesFractions: boolean;
  /** The ranges, written `start,end`, for which `brittle` fails. */
  faults: readonly string[];
  mostWorkers: number;
}

/** What the page tells the prelude about the exercise. */
export interface Config extends Limits {
  /** The number that the browser reports. */
  processors: number;
  /** Whether a pool may share memory. */
  sharedMemory: boolean;
  /** What the exercise provides: `STEPS`, `ranges`. */
  constants: Readonly<Record<string, unknown>>;
  /** The number of the learner's first line in the whole program. */
  firstLine: number;
}

/** An error of the page's. */
export interface Fault {
  name: string;
  message: string;
}
/** The page's answer to a job: its values, and the errors in place of some; or one error for all. */
export type Reply = ["done", job: number, values: string[], failures: [index: number, fault: Fault][]] | ["failed", job: number, fault: Fault];
/** The messages from the page. */
export type FromPage = Reply | ["begin", Config] | ["ping", number];
