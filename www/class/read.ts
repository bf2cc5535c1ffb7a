// Reads what learners exported: progress of the exercises, or all data of an experiment. Files come from outside, so every field is
// checked, and an error names the first one that is wrong. Pure.

import { CATALOGUE } from "../exercises/catalogue.js";

/** No exported file is longer, in bytes. */
export const MOST_BYTES = 15_000_000;
const EXERCISES = "every-core/exercises/1";
const REPORTS = "every-core/export/1";
const LONGEST_NAME = 80;
const LONGEST_TEXT = 200;
const MOST_WORKERS = 65_536;
const MOST_SPEEDUP = 1e6;
/** No experiment has more entries. */
const MOST_ENTRIES = 1000;
/** The exercise whose measured figure is the speed-up of a pool as large as the machine. */
const POOL_EXERCISE = "pool-speedup";

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** A pool that was measured. */
export interface Point extends Interval {
  workers: number;
}

/** A prediction beside what was measured. */
export interface Predicted {
  /** The exercise's name. */
  exercise: string;
  prediction: string;
  measured: Interval;
}

/** What one file says. */
export interface Machine {
  /** The learner's name, or the file's. */
  name: string;
  /** The number of processors that the browser reported; null where the file leaves it out. */
  processors: number | null;
  predictions: Predicted[];
  points: Point[];
}

type Fields = Record<string, unknown>;

class Refused extends Error {}

const refuse = (field: string, rule: string): never => {
  throw new Refused(`${field} ${rule}`);
};

function fields(value: unknown, name: string): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : refuse(name, "must be an object");
}

function list(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) return refuse(name, "must be a list");
  return value.length <= MOST_ENTRIES ? [...value] : refuse(name, `must have at most ${MOST_ENTRIES} entries`);
}

function text(value: unknown, name: string, longest: number): string {
  return typeof value === "string" && value.length <= longest ? value : refuse(name, `must be a text of at most ${longest} characters`);
}

function number(value: unknown, name: string, most: number): number {
  return typeof value === "number" && value > 0 && value <= most ? value : refuse(name, `must be a number above 0 and up to ${most}`);
}

function count(value: unknown, name: string): number {
  const found = number(value, name, MOST_WORKERS);
  return Number.isInteger(found) ? found : refuse(name, "must be a whole number");
}

function interval(value: unknown, low: unknown, high: unknown, names: readonly [string, string, string]): Interval {
  const found = { value: number(value, names[0], MOST_SPEEDUP), low: number(low, names[1], MOST_SPEEDUP), high: number(high, names[2], MOST_SPEEDUP) };
  if (found.low > found.value) refuse(names[1], `must not be above ${names[0]}`);
  if (found.high < found.value) refuse(names[2], `must not be below ${names[0]}`);
  return found;
}

/**
 * Reads a file.
 * @throws {Error} whose message names what is wrong with the file
 */
export function read(fileName: string, json: string): Machine {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new Error("it is not JSON, or it was cut off");
  }
  const all = fields(parsed, "the file");
  if (all["schema"] === EXERCISES) return ofExercises(fileName, all);
  if (all["schema"] === REPORTS) return ofReports(fileName, all);
  throw new Error(`schema must be “${EXERCISES}” or “${REPORTS}”: choose files that this page exported`);
}

/** Reads the progress of the exercises. */
function ofExercises(fileName: string, { learner, environment, exercises }: Fields): Machine {
  const name = text(learner, "learner", LONGEST_NAME).trim() || fileName;
  const processors = count(fields(environment, "environment")["reportedProcessors"], "environment.reportedProcessors");
  const predictions = list(exercises, "exercises").flatMap((given, index): Predicted[] => {
    const at = `exercises[${index}]`;
    const { id, prediction, measured } = fields(given, at);
    const known = CATALOGUE.find((entry) => entry.id === id && entry.kind === "predict");
    // Exercises of other versions, and those that ask for code, have no prediction.
    if (!known || prediction === null || measured === null) return [];
    const { value, low, high } = fields(measured, `${at}.measured`);
    return [{
      exercise: known.id,
      prediction: text(prediction, `${at}.prediction`, LONGEST_TEXT),
      measured: interval(value, low, high, [`${at}.measured.value`, `${at}.measured.low`, `${at}.measured.high`]),
    }];
  });
  const points = predictions.filter(({ exercise }) => exercise === POOL_EXERCISE).map(({ measured }) => ({ workers: processors, ...measured }));
  return { name, processors, predictions, points };
}

/** Reads the data of experiments. */
function ofReports(fileName: string, { environment, compare, sweep }: Fields): Machine {
  const processors = environment === null ? null : count(fields(environment, "environment")["reportedProcessors"], "environment.reportedProcessors");
  const pointsOf = (entries: unknown, name: string) => list(entries, name).flatMap((given, index): Point[] => {
    const at = `${name}[${index}]`;
    const { strategy, speedup, speedupLow, speedupHigh, medianRun } = fields(given, at);
    if (strategy !== "shared" && strategy !== "isolated") return [];
    const workers = count(fields(medianRun, `${at}.medianRun`)["workers"], `${at}.medianRun.workers`);
    return [{ workers, ...interval(speedup, speedupLow, speedupHigh, [`${at}.speedup`, `${at}.speedupLow`, `${at}.speedupHigh`]) }];
  });
  const points = [
    ...(compare == null ? [] : pointsOf(fields(compare, "compare")["strategies"], "compare.strategies")),
    ...(sweep == null ? [] : pointsOf(fields(sweep, "sweep")["sizes"], "sweep.sizes")),
  ];
  return { name: fileName, processors, predictions: [], points };
}
