// Keeps what the learner has done: in this browser's storage, and in files that are exported and imported. Data from outside is
// checked here, so that every record inside has all of its fields.

import type { EveryCore } from "../every-core";
import { CATALOGUE, find } from "./catalogue.js";

/** The format of the file and of what is stored. The number changes when a reader of the old format would misread the new one. */
export const SCHEMA = "every-core/exercises/1";
const KEY = "every-core.exercises.1";
/** The event that the window gets when all progress was forgotten. */
export const FORGOTTEN = "every-core.exercises.forgotten";
/** The event that the window gets before a file is imported: what was typed and is not kept yet has to be kept now. */
export const KEEP = "every-core.exercises.keep";
const UNREAD_KEY = `${KEY}.unread`;
const LONGEST_NAME = 80;
const LONGEST_TEXT = 200;
/** A longer draft is not kept. */
export const LONGEST_DRAFT = 20_000;
const LONGEST_FILE = 5_000_000;
/** The number of other records that are kept with one. */
const MOST_OTHERS = 8;
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
  /** What was done elsewhere in this exercise, and came here in a file. Nothing of it is in the fields above. */
  others: readonly OtherRecord[];
}
export type OtherRecord = Omit<ProgressRecord, "id" | "others">;

const fresh = (id: string): ProgressRecord => ({
  id, state: "untouched", attempts: 0, hints: 0, passedAt: null, prediction: null, measured: null, answer: null, draft: null, others: [],
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
  const others: unknown[] = Array.isArray(value["others"]) ? value["others"] : [];
  return { id, ...checkedFields(value), others: others.slice(0, MOST_OTHERS).map((other) => checkedFields(fieldsOf(other))).filter(hasWork) };
}

function checkedFields(value: Fields): OtherRecord {
  const state = STATES.find((known) => known === value["state"]) ?? "untouched";
  return {
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

/** What a file or the storage holds. */
interface Read {
  learner: string;
  records: ProgressRecord[];
  /** Exercises that this version does not know. */
  unknown: Fields[];
  /** The exercises whose drafts are too long to be kept. */
  tooLong: string[];
}

/**
 * Reads what was exported or stored.
 * @throws {Error} whose message says what is wrong and what to do
 */
export function read(json: string): Read {
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
  const result: Read = { learner: text(learner, LONGEST_NAME) ?? "", records: [], unknown: [], tooLong: [] };
  for (const fields of exercises.map(fieldsOf)) {
    const entry = find(fields["id"]);
    if (entry) result.records.push(checked(entry.id, fields));
    else if (typeof fields["id"] === "string") result.unknown.push(fields);
    const { draft } = fields;
    if (entry && typeof draft === "string" && draft.length > LONGEST_DRAFT) result.tooLong.push(entry.title);
  }
  return result;
}

/** Whether the learner did anything. */
const hasWork = ({ state, attempts, hints, draft }: OtherRecord): boolean => state !== "untouched" || attempts > 0 || hints > 0 || draft !== null;

/** Orders records by how far they are: by state, then by the answers and hints, then by whether there is a draft. */
function compared(one: OtherRecord, other: OtherRecord): number {
  const steps = ({ state, attempts, hints, draft }: OtherRecord) => [STATES.indexOf(state), attempts, hints, Number(draft !== null)];
  const theirs = steps(other);
  return steps(one).map((step, index) => step - (theirs[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function withoutId({ id: _id, others: _others, ...rest }: ProgressRecord): OtherRecord {
  return rest;
}

/** Makes one record of two of the same exercise. The one further on comes first, and the other is kept with it. */
function merged(ours: ProgressRecord, theirs: ProgressRecord): ProgressRecord {
  const all = [withoutId(ours), withoutId(theirs), ...ours.others, ...theirs.others].filter(hasWork);
  // Sorting is stable, so ours comes before theirs if both are as far.
  const [first, ...others] = [...new Map(all.map((record) => [JSON.stringify(record), record])).values()].sort((one, other) => compared(other, one));
  return first ? { id: ours.id, ...first, others } : ours;
}

/** What importing a file would do. */
export interface Import {
  /** What the learner is asked before; "" if there is nothing to ask. */
  question: string;
  /** Takes the file over, and returns what was done, in words. */
  apply: () => string;
}

/** The learner's progress, kept in the browser's storage if that is allowed, and otherwise until the page is left. */
export class Progress {
  #learner = "";
  #records = new Map<string, ProgressRecord>();
  /** Stored exercises that this version does not know. They are stored again as they were. */
  #unknown: readonly Fields[] = [];
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
      const { learner, records, unknown } = read(json);
      this.#learner = learner;
      this.#unknown = unknown;
      for (const record of records) this.#records.set(record.id, record);
    } catch {
      // It may be of a newer version, so it is kept under another key, beside what was put aside before.
      this.#storage((storage) => {
        let key = UNREAD_KEY;
        for (let count = 2; ![null, json].includes(storage.getItem(key)); count++) key = `${UNREAD_KEY}.${count}`;
        storage.setItem(key, json);
      });
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
    this.#storage((storage) => storage.setItem(KEY, JSON.stringify({ schema: SCHEMA, learner: this.#learner, exercises: [...this.#records.values(), ...this.#unknown] })));
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

  /** Exchanges the draft of an exercise for the one of another record that is kept with it. */
  exchange(id: string, index: number): void {
    const { draft, others } = this.of(id);
    const chosen = others[index];
    if (!chosen) return;
    const left = others.map((other, at) => (at === index ? { ...other, draft } : other));
    this.note(id, { draft: chosen.draft, others: left });
  }

  /**
   * Reads a file that may be taken over. Where this browser and the file have work in one exercise, both are kept.
   * @throws {Error} whose message says what is wrong with the file
   */
  planned(json: string): Import {
    const { learner, records, unknown, tooLong } = read(json);
    dispatchEvent(new Event(KEEP));
    const titles = (all: readonly ProgressRecord[]) => all.map(({ id }) => `“${find(id)?.title}”`).join(", ");
    const merge = () => records.map((theirs) => ({ theirs, ours: this.of(theirs.id), result: merged(this.of(theirs.id), theirs) }));
    const full = merge().filter(({ result }) => result.others.length > MOST_OTHERS).map(({ result }) => result);
    const isSomeoneElse = this.#learner !== "" && learner !== "" && this.#learner !== learner;
    const question = [
      isSomeoneElse ? `The file is by “${learner}”, and the progress here is by “${this.#learner}”.` : "",
      full.length > 0 ? `No more than ${MOST_OTHERS} other drafts are kept for one exercise, so those that are least far in ${titles(full)} would be forgotten.` : "",
      tooLong.length > 0 ? `The drafts of ${tooLong.map((title) => `“${title}”`).join(", ")} are longer than ${LONGEST_DRAFT} characters and would be left out.` : "",
      unknown.length > 0 ? `${unknown.length} of its exercises ${unknown.length === 1 ? "is" : "are"} not known here and would be left out.` : "",
    ].filter(Boolean).join(" ");
    const apply = () => {
      this.#learner ||= learner;
      // The learner may have gone on since the question was asked.
      const results = merge();
      for (const { result } of results) this.#records.set(result.id, { ...result, others: result.others.slice(0, MOST_OTHERS) });
      this.#save();
      const kept = results.filter(({ ours, theirs, result }) => result.others.length > Math.max(ours.others.length, theirs.others.length)).map(({ result }) => result);
      const said = kept.length > 0 ? ` There was work here and in the file in ${titles(kept)}: the one further on is shown, and the other is kept with it.` : "";
      return `Imported: ${this.passed} of ${CATALOGUE.length} passed.${said}`;
    };
    return { question, apply };
  }

  /** Forgets everything. */
  reset(): void {
    this.#learner = "";
    this.#records.clear();
    this.#unknown = [];
    this.#storage((storage) => storage.removeItem(KEY));
    dispatchEvent(new Event(FORGOTTEN));
    this.#tell();
  }
}
