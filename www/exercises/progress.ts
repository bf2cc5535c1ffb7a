// Keeps what the learner has done: in this browser's storage, and in files that are exported and imported. Data from outside is
// checked here, so that every record inside has all of its fields.

import type { EveryCore } from "../every-core";
import { CATALOGUE, find } from "./catalogue.js";

/** The format of the file and of what is stored. The number changes when a reader of the old format would misread the new one. */
export const SCHEMA = "every-core/exercises/1";
const KEY = "every-core.exercises.1";
/** The event that the window gets when all progress was forgotten. */
export const FORGOTTEN = "every-core.exercises.forgotten";
const UNREAD_KEY = `${KEY}.unread`;
const LONGEST_NAME = 80;
const LONGEST_TEXT = 200;
/** A longer draft is not kept. */
export const LONGEST_DRAFT = 20_000;
const LONGEST_FILE = 500_000;
export const TOO_LONG = "The file is too long to be progress of these exercises. Choose the one you exported here.";

/** Later states win when two records of one exercise meet. `shown`: the solution was looked at before the exercise was passed. */
const STATES = ["untouched", "tried", "shown", "passed"] as const;
export type State = (typeof STATES)[number];

/** A value with its 95 % interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface ProgressRecord {
  id: string;
  state: State;
  /** The number of answers given, right or wrong. */
  attempts: number;
  hints: number;
  passedAt: string | null;
  /** The learner's prediction, in the exercise's own words. */
  prediction: string | null;
  measured: Interval | null;
  /** The last answer. */
  answer: string | null;
  /** The learner's program. */
  draft: string | null;
}

const fresh = (id: string): ProgressRecord => ({
  id, state: "untouched", attempts: 0, hints: 0, passedAt: null, prediction: null, measured: null, answer: null, draft: null,
});

/** An object from outside, with fields of unknown types. */
type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});
const text = (value: unknown, longest = LONGEST_TEXT): string | null => (typeof value === "string" && value.length <= longest ? value : null);
const count = (value: unknown): number => (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 1e6 ? value : 0);
const date = (value: unknown): string | null => (typeof value === "string" && Number.isFinite(Date.parse(value)) ? value.slice(0, 40) : null);
const isFiniteNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
function interval(given: unknown): Interval | null {
  const { value, low, high } = fieldsOf(given);
  return isFiniteNumber(value) && isFiniteNumber(low) && isFiniteNumber(high) ? { value, low, high } : null;
}

/** Makes a record from outside data. Fields that do not fit get the values of an untouched exercise. */
function checked(id: string, value: Fields): ProgressRecord {
  const state = STATES.find((known) => known === value["state"]) ?? "untouched";
  return {
    id,
    state,
    attempts: count(value["attempts"]),
    hints: count(value["hints"]),
    passedAt: state === "passed" ? date(value["passedAt"]) : null,
    prediction: text(value["prediction"]),
    measured: interval(value["measured"]),
    answer: text(value["answer"]),
    draft: text(value["draft"], LONGEST_DRAFT),
  };
}

/**
 * Reads what was exported or stored. Exercises that this version does not know are left out.
 * @throws {Error} whose message says what is wrong and what to do
 */
export function read(json: string): { learner: string; records: ProgressRecord[] } {
  if (json.length > LONGEST_FILE) throw new Error(TOO_LONG);
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new Error("The file is no JSON. Choose the one you exported here.");
  }
  const { schema, exercises, learner } = fieldsOf(parsed);
  if (schema !== SCHEMA || !Array.isArray(exercises)) {
    const found = typeof schema === "string" ? `“${schema.slice(0, 60)}”` : "no word of what it is";
    throw new Error(`The file says ${found}, and “${SCHEMA}” is what can be read here. Choose the file you exported from this page.`);
  }
  const records = exercises.flatMap((record: unknown) => {
    const fields = fieldsOf(record);
    const entry = find(fields["id"]);
    return entry ? [checked(entry.id, fields)] : [];
  });
  return { learner: text(learner, LONGEST_NAME) ?? "", records };
}

/** Returns the record of one exercise that is further on. */
const further = (ours: ProgressRecord, theirs: ProgressRecord): ProgressRecord =>
  STATES.indexOf(theirs.state) > STATES.indexOf(ours.state) ? theirs : ours;

/** The learner's progress, kept in the browser's storage if that is allowed, and otherwise until the page is left. */
export class Progress {
  #learner = "";
  #records = new Map<string, ProgressRecord>();
  #listeners = new Set<() => void>();
  /** Whether the browser keeps the progress. */
  isKept = true;
  /** Says that stored progress could not be read; otherwise "". */
  warning = "";

  constructor() {
    const stored = this.#storage((storage) => storage.getItem(KEY));
    if (stored) this.#take(stored);
    // Another tab of this browser may change the stored progress.
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== KEY) return;
      this.#records.clear();
      if (newValue) this.#take(newValue);
      else dispatchEvent(new Event(FORGOTTEN));
      this.#tell();
    });
  }

  #take(json: string): void {
    try {
      const { learner, records } = read(json);
      this.#learner = learner;
      for (const record of records) this.#records.set(record.id, record);
    } catch {
      // It may be of a newer version, so it is kept under another key.
      this.#storage((storage) => storage.setItem(UNREAD_KEY, json));
      this.warning = "Progress of another version was found here and put aside. It starts anew.";
    }
  }

  #storage<T>(use: (storage: Storage) => T): T | undefined {
    try {
      return use(localStorage);
    } catch {
      this.isKept = false;
      return undefined;
    }
  }

  #save(): void {
    this.#storage((storage) => storage.setItem(KEY, JSON.stringify({ schema: SCHEMA, learner: this.#learner, exercises: [...this.#records.values()] })));
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after every change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get learner(): string {
    return this.#learner;
  }

  set learner(name: string) {
    this.#learner = name.slice(0, LONGEST_NAME);
    this.#save();
  }

  of(id: string): Readonly<ProgressRecord> {
    return this.#records.get(id) ?? fresh(id);
  }

  /** How many exercises are passed. */
  get passed(): number {
    return CATALOGUE.filter(({ id }) => this.of(id).state === "passed").length;
  }

  /** Changes a record. A draft that is too long to be read again leaves the one before it. */
  note(id: string, change: Partial<ProgressRecord>): void {
    const before = this.of(id);
    const { draft = before.draft } = change;
    this.#records.set(id, { ...before, ...change, draft: (draft?.length ?? 0) > LONGEST_DRAFT ? before.draft : draft });
    this.#save();
  }

  /** Notes that an answer was given. */
  attempt(id: string, change: Partial<ProgressRecord> = {}): void {
    const { attempts, state } = this.of(id);
    this.note(id, { ...change, attempts: attempts + 1, state: state === "untouched" ? "tried" : state });
  }

  /** Notes a pass. After its solution was shown, an exercise cannot be passed until all progress is reset. */
  pass(id: string, change: Partial<ProgressRecord> = {}): void {
    const { state, passedAt } = this.of(id);
    if (state === "shown") this.note(id, change);
    else this.note(id, { ...change, state: "passed", passedAt: passedAt ?? new Date().toISOString() });
  }

  /** Notes that the solution was shown. */
  show(id: string): void {
    if (this.of(id).state !== "passed") this.note(id, { state: "shown" });
  }

  /** Notes that a hint was shown. */
  hint(id: string): void {
    const { hints, state } = this.of(id);
    this.note(id, { hints: hints + 1, state: state === "untouched" ? "tried" : state });
  }

  /** Returns the file that an instructor collects and that `import` reads. It has every exercise, also untouched ones. */
  exported(everyCore: EveryCore): string {
    const { reportedProcessors, sharedMemory, crossOriginIsolated, userAgent } = everyCore.environment();
    return JSON.stringify({
      schema: SCHEMA,
      learner: this.#learner.trim(),
      exportedAt: new Date().toISOString(),
      version: everyCore.version,
      environment: { reportedProcessors, sharedMemory, crossOriginIsolated, userAgent },
      passed: this.passed,
      of: CATALOGUE.length,
      exercises: CATALOGUE.map(({ id }) => this.of(id)),
    }, null, 2);
  }

  /** Takes over a file. Where both have a record of an exercise, the one further on is kept. */
  import(json: string): void {
    const { learner, records } = read(json);
    this.#learner ||= learner;
    for (const record of records) this.#records.set(record.id, further(this.of(record.id), record));
    this.#save();
  }

  /** Forgets everything. */
  reset(): void {
    this.#learner = "";
    this.#records.clear();
    this.#storage((storage) => storage.removeItem(KEY));
    dispatchEvent(new Event(FORGOTTEN));
    this.#tell();
  }
}
