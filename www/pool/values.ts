// Reads what a caller gives. A value that is not allowed is refused with an error that names the argument, the value, and what is allowed.

const LONGEST_QUOTED = 80;
/** The most items of an array. An array may have four thousand million empty places, and copying them would hold up the page. */
const MOST_ITEMS = 1e8;

/** Returns an error with a name that code can test. */
export const named = (name: string, message: string, options?: ErrorOptions): Error =>
  Object.defineProperty(new Error(message, options), "name", { value: name, configurable: true, writable: true });

/** Returns a value as JavaScript prints it. A conversion of its own may throw. */
export const printed = (value: unknown): string => {
  try {
    return String(value).slice(0, LONGEST_QUOTED);
  } catch {
    return "a value that cannot be printed";
  }
};

const sentence = (name: string, value: unknown, allowed: string): string =>
  `${name}: ${typeof value === "string" ? `"${value}"`.slice(0, LONGEST_QUOTED) : printed(value)} is not allowed; ${name} must be ${allowed}`;

/** Refuses what is given behind the last of `most` arguments. `before` is the number of arguments that are not in the list. */
export function atMost(most: number, given: readonly unknown[], before: number): void {
  const place = given.findIndex((value, index) => index >= most && value !== undefined);
  if (place >= 0) throw wrongType(`argument ${before + place + 1}`, given[place], "left out");
}

export const wrongType = (name: string, value: unknown, allowed: string): TypeError => new TypeError(sentence(name, value, allowed));
export const outOfRange = (name: string, value: unknown, allowed: string): RangeError => new RangeError(sentence(name, value, allowed));

/** Reads a whole number from 1 to `most`; undefined, and null as Python's `None`, stand for `fallback`. */
export function whole<T>(value: unknown, name: string, most: number, fallback: T): number | T {
  if (value === undefined || value === null) return fallback;
  const allowed = `a whole number from 1 to ${most}`;
  if (typeof value !== "number") throw wrongType(name, value, allowed);
  if (!Number.isInteger(value) || value < 1 || value > most) throw outOfRange(name, value, allowed);
  return value;
}

/** The longest timeout that browsers support. */
const LONGEST_MS = 2_147_483_647;

/** Reads a timeout in milliseconds; undefined, and null as Python's `None`, stand for none. */
export function timeout(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const allowed = `a number of milliseconds from 0 to ${LONGEST_MS}, or nothing`;
  if (typeof value !== "number") throw wrongType("timeoutMs", value, allowed);
  if (!(value >= 0 && value <= LONGEST_MS)) throw outOfRange("timeoutMs", value, allowed);
  return value;
}

/** Reads a function, or nothing. */
export function callback(value: unknown, name: string): Callback | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "function") throw wrongType(name, value, "a function");
  return value as Callback;
}
export type Callback = (value: unknown) => unknown;

/** Returns a copy of an array; undefined if the value is none. */
export function copied(value: unknown): unknown[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const { length } = value;
  if (length > MOST_ITEMS) throw new RangeError(`an array of ${length} items was given; at most ${MOST_ITEMS} are allowed`);
  const items = new Array<unknown>(length);
  for (let index = 0; index < length; index++) items[index] = value[index];
  return items;
}

/** Reads an object of options, each of them once. `hint` is added where an option is not known. */
export function options<Name extends string>(given: object, known: readonly Name[], hint = ""): Partial<Record<Name, unknown>> {
  const read: Partial<Record<Name, unknown>> = {};
  for (const key of Reflect.ownKeys(given)) {
    const name = known.find((name) => name === key);
    if (name) read[name] = (given as Record<string, unknown>)[name];
    else if (typeof key === "string") {
      throw new TypeError(`options: there is no option ${key.slice(0, LONGEST_QUOTED)}; did you mean ${nearest(key, known)}? The options are ${known.join(", ")}${hint}`);
    }
  }
  return read;
}

/** Returns the known name that takes the fewest changes of one letter to reach. */
function nearest(name: string, known: readonly string[]): string {
  const distance = (other: string) => changes(name.slice(0, 100), other);
  return known.reduce((one, other) => (distance(other) < distance(one) ? other : one));
}

/** Returns the Levenshtein distance of two texts. */
function changes(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let place = 0; place < to.length; place++) {
      const [above = 0, left = 0, diagonal = 0] = [row[place + 1], next[place], row[place]];
      next.push(Math.min(above + 1, left + 1, diagonal + Number(from[index] !== to[place])));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const isOptions = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

/** The arguments before those: the function, and its arguments or the items. */
const BEFORE = 2;

/**
 * Reads the parameters `names`, given one after the other as in Python, or the last ones as an object of options. An empty object and
 * null stand for no `kwds`, since a function of JavaScript has no keyword arguments.
 */
export function parameters<Name extends string>(given: readonly unknown[], names: readonly Name[]): Partial<Record<Name, unknown>> {
  atMost(names.length, given, BEFORE);
  const read: Partial<Record<Name, unknown>> = {};
  const hint = names.some((name) => name === "kwds") ? "; a function of JavaScript has no keyword arguments, so put what it needs into args" : "";
  for (const [index, name] of names.entries()) {
    const value = given[index];
    if (isOptions(value)) {
      if (name !== "kwds") atMost(index + 1, given, BEFORE);
      const rest = names.slice(index).filter((name) => name !== "kwds");
      if (name === "kwds" && given.slice(index + 1).some((later) => later !== undefined)) options(value, rest, hint);
      else return { ...read, ...options(value, rest, hint) };
    } else if (name === "kwds" && value !== undefined && value !== null) {
      throw wrongType("kwds", value, `left out: a function of JavaScript has no keyword arguments. It may be { ${names.slice(index + 1).join(", ")} }`);
    } else if (name !== "kwds") {
      read[name] = value;
    }
  }
  return read;
}
