// What the learner has done: kept in this browser, written to a file, read from one. Whatever comes in is checked here, at the
// door; inside, a record has every field.

import { CATALOGUE, find } from "./catalogue.js";

/** The form of the file, and of what is stored. The number changes when a reader of the old form would go wrong. */
export const SCHEMA = "every-core/exercises/1";
const KEY = "every-core.exercises.1";
/** What the window hears when all progress was forgotten. */
export const FORGOTTEN = "every-core.exercises.forgotten";
const ASIDE = `${KEY}.unread`;
const LONGEST_NAME = 80;
/** A longer one is not kept. */
export const LONGEST_DRAFT = 20_000;
const LONGEST_FILE = 500_000;

/** Later ones win when two records of one exercise meet. `shown`: the solution was looked at before it was passed. */
const STATES = /** @type {const} */ (["untouched", "tried", "shown", "passed"]);

/**
 * @typedef {{ value: number, low: number, high: number }} Interval
 * @typedef {object} Record
 * @property {string} id
 * @property {(typeof STATES)[number]} state
 * @property {number} attempts answers given, right or wrong
 * @property {number} hints
 * @property {string | null} passedAt
 * @property {string | null} prediction what the learner committed to, in the exercise's own words
 * @property {Interval | null} measured
 * @property {string | null} answer the last one
 * @property {string | null} draft the learner's program
 */

/** @param {string} id @returns {Record} */
const fresh = (id) => ({
  id, state: "untouched", attempts: 0, hints: 0, passedAt: null, prediction: null, measured: null, answer: null, draft: null,
});

const text = (value, longest = 200) => (typeof value === "string" && value.length <= longest ? value : null);
const count = (value) => (Number.isInteger(value) && value >= 0 && value < 1e6 ? value : 0);
const interval = (value) => {
  const parts = [value?.value, value?.low, value?.high];
  return parts.every(Number.isFinite) ? { value: parts[0], low: parts[1], high: parts[2] } : null;
};
const date = (value) => (typeof value === "string" && Number.isFinite(Date.parse(value)) ? value.slice(0, 40) : null);

/** A record from outside; what does not fit is as if it had never been. @returns {Record} */
function checked(value) {
  const state = STATES.includes(value.state) ? value.state : "untouched";
  return {
    id: value.id,
    state,
    attempts: count(value.attempts),
    hints: count(value.hints),
    passedAt: state === "passed" ? date(value.passedAt) : null,
    prediction: text(value.prediction),
    measured: interval(value.measured),
    answer: text(value.answer),
    draft: text(value.draft, LONGEST_DRAFT),
  };
}

/**
 * Reads what was exported or stored. Exercises that this version does not know are left out.
 * @param {string} json
 * @throws {Error} whose message says what is wrong and what to do
 */
export function read(json) {
  if (json.length > LONGEST_FILE) throw new Error("The file is too long to be progress of these exercises. Choose the one you exported here.");
  let file;
  try {
    file = JSON.parse(json);
  } catch {
    throw new Error("The file is no JSON. Choose the one you exported here.");
  }
  if (file?.schema !== SCHEMA || !Array.isArray(file.exercises)) {
    const found = typeof file?.schema === "string" ? `“${file.schema.slice(0, 60)}”` : "no word of what it is";
    throw new Error(`The file says ${found}, and “${SCHEMA}” is what can be read here. Choose the file you exported from this page.`);
  }
  const records = file.exercises.filter((record) => find(record?.id)).map(checked);
  return { learner: text(file.learner, LONGEST_NAME) ?? "", records };
}

/** The further of two records of one exercise. @param {Record} ours @param {Record} theirs */
const further = (ours, theirs) => (STATES.indexOf(theirs.state) > STATES.indexOf(ours.state) ? theirs : ours);

/** Progress, in the browser's storage where that is allowed, and otherwise until the page is left. */
export class Progress {
  #learner = "";
  /** @type {Map<string, Record>} */
  #records = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** Whether the browser keeps it. */
  isKept = true;
  /** A word about what was found and could not be read, or "". */
  warning = "";

  constructor() {
    const stored = this.#storage((storage) => storage.getItem(KEY));
    if (stored) this.#take(stored);
    // Another tab of this browser may go on in the meantime.
    addEventListener("storage", ({ key, newValue }) => {
      if (key === KEY) {
        this.#records.clear();
        if (newValue) this.#take(newValue);
        else dispatchEvent(new Event(FORGOTTEN));
        this.#tell();
      }
    });
  }

  #take(json) {
    try {
      const { learner, records } = read(json);
      this.#learner = learner;
      for (const record of records) this.#records.set(record.id, record);
    } catch {
      // Perhaps of a newer version: nothing of it is lost.
      this.#storage((storage) => storage.setItem(ASIDE, json));
      this.warning = "Progress of another version was found here and put aside. It starts anew.";
    }
  }

  /** @template T @param {(storage: Storage) => T} use @returns {T | undefined} */
  #storage(use) {
    try {
      return use(localStorage);
    } catch {
      this.isKept = false;
    }
  }

  #save() {
    this.#storage((storage) => storage.setItem(KEY, JSON.stringify(this.#file())));
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }

  #file() {
    return { schema: SCHEMA, learner: this.#learner, exercises: [...this.#records.values()] };
  }

  /** Calls after every change, until what it returns is called. @param {() => void} listener */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get learner() {
    return this.#learner;
  }

  set learner(name) {
    this.#learner = name.slice(0, LONGEST_NAME);
    this.#save();
  }

  /** @param {string} id @returns {Readonly<Record>} */
  of(id) {
    return this.#records.get(id) ?? fresh(id);
  }

  get passed() {
    return CATALOGUE.filter(({ id }) => this.of(id).state === "passed").length;
  }

  /** What is kept can be read again: a draft that is too long leaves the one before it. @param {string} id @param {Partial<Record>} change */
  note(id, change) {
    const before = this.of(id);
    const { draft = before.draft } = change;
    this.#records.set(id, { ...before, ...change, draft: (draft?.length ?? 0) > LONGEST_DRAFT ? before.draft : draft });
    this.#save();
  }

  /** An answer was given. @param {string} id @param {Partial<Record>} [change] */
  attempt(id, change = {}) {
    const { attempts, state } = this.of(id);
    this.note(id, { ...change, attempts: attempts + 1, state: state === "untouched" ? "tried" : state });
  }

  /** A solution that was shown is no pass, and stays so until all is reset. @param {string} id @param {Partial<Record>} [change] */
  pass(id, change = {}) {
    const { state, passedAt } = this.of(id);
    if (state === "shown") this.note(id, change);
    else this.note(id, { ...change, state: "passed", passedAt: passedAt ?? new Date().toISOString() });
  }

  /** @param {string} id */
  show(id) {
    if (this.of(id).state !== "passed") this.note(id, { state: "shown" });
  }

  /** @param {string} id */
  hint(id) {
    const { hints, state } = this.of(id);
    this.note(id, { hints: hints + 1, state: state === "untouched" ? "tried" : state });
  }

  /**
   * What an instructor collects, and `import` takes: every exercise, also one that was not touched.
   * @param {import("../every-core").EveryCore} everyCore
   */
  exported(everyCore) {
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

  /** Takes over a file; where both know an exercise, the one further on is kept. @param {string} json */
  import(json) {
    const { learner, records } = read(json);
    this.#learner ||= learner;
    for (const record of records) this.#records.set(record.id, further(this.of(record.id), record));
    this.#save();
  }

  /** Forgets everything. */
  reset() {
    this.#learner = "";
    this.#records.clear();
    this.#storage((storage) => storage.removeItem(KEY));
    dispatchEvent(new Event(FORGOTTEN));
    this.#tell();
  }
}
