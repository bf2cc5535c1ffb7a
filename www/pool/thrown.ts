// What a task threw, in a form that can be sent and read back whole. Browsers clone errors without their cause, their own properties and
// the errors inside them. A worker packs, and the page unpacks.
//
// Packing runs where a task may have changed every built-in, so the originals are kept, and no array is filled by assignment, which
// setters of its prototype would see.

const { apply, ownKeys, defineProperty, getOwnPropertyDescriptor } = Reflect;
const { isArray } = Array;
const clone = globalThis.structuredClone.bind(globalThis);
const text = String;
const isOfClass = Object.prototype.isPrototypeOf;

type Packed = [kind: "value", value: unknown] | [kind: "error", node: number] | [kind: "list", items: Packed[]];
interface Node {
  /** The name of the built-in class that the error is of. */
  is: string;
  name: string;
  message: string;
  stack: string;
  own: [key: string, value: Packed][];
}
/** A value that was thrown, and all errors that it is or refers to. */
export interface Sent {
  value: Packed;
  nodes: Node[];
}

type ErrorClass = new (...args: unknown[]) => object;
const NAMES = ["TypeError", "RangeError", "ReferenceError", "SyntaxError", "EvalError", "URIError", "AggregateError", "SuppressedError", "DOMException", "CompileError", "LinkError", "RuntimeError", "Error"];
const CLASSES: [name: string, prototype: object][] = [];
const constructors = new Map<string, ErrorClass>();
for (const name of NAMES) {
  const found: unknown = Reflect.get(globalThis, name) ?? Reflect.get(WebAssembly, name);
  if (typeof found !== "function") continue;
  CLASSES.push([name, found.prototype as object]);
  constructors.set(name, found as ErrorClass);
}

/** The most errors of one that are packed, and the most items of a list of errors. */
const MOST = 1000;
/** The text in place of further errors. */
const REST = `errors beyond the first ${MOST} were left out`;

/** Adds an item to an array without assigning to it. */
export function append<T>(list: T[], value: T): void {
  defineProperty(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor);
}

/** Returns the name of the built-in class of an error; "" for any other value. */
export function classOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  try {
    for (let index = 0; index < CLASSES.length; index++) {
      const known = CLASSES[index];
      if (known && apply(isOfClass, known[1], [value])) return known[0];
    }
  } catch {
    // A proxy may throw.
  }
  return "";
}

/** Returns a property as text. Its getter may throw. */
function read(of: object, key: string): string {
  try {
    return text((of as Record<string, unknown>)[key]);
  } catch {
    return "";
  }
}

/** Packs what was thrown. */
export function pack(thrown: unknown): Sent {
  const nodes: Node[] = [];
  const seen: object[] = [];
  const packed = (value: unknown): Packed | null => {
    const is = classOf(value);
    if (is) return error(value as object, is);
    try {
      if (isArray(value) && value.length > 0 && value.length <= MOST && classOf(value[0])) {
        const items: Packed[] = [];
        for (let index = 0; index < value.length; index++) append(items, packed(value[index]) ?? ["value", undefined]);
        return ["list", items];
      }
      return ["value", clone(value)];
    } catch {
      return null;
    }
  };
  const error = (of: object, is: string): Packed | null => {
    for (let index = 0; index < seen.length; index++) if (seen[index] === of) return ["error", index];
    if (nodes.length === MOST) return ["value", REST];
    const node: Node = { is, name: read(of, "name"), message: read(of, "message"), stack: read(of, "stack"), own: [] };
    const index = nodes.length;
    append(seen, of);
    append(nodes, node);
    try {
      const keys = ownKeys(of);
      for (let place = 0; place < keys.length; place++) {
        const key = keys[place];
        if (typeof key !== "string" || key === "name" || key === "message" || key === "stack") continue;
        if (key !== "cause" && key !== "errors" && key !== "error" && key !== "suppressed" && !getOwnPropertyDescriptor(of, key)?.enumerable) continue;
        const value = own(of, key);
        if (value) append(node.own, [key, value] as [string, Packed]);
      }
    } catch {
      // A proxy may throw. What was read until then is sent.
    }
    return ["error", index];
  };
  const own = (of: object, key: string): Packed | null => {
    try {
      return packed((of as Record<string, unknown>)[key]);
    } catch {
      return null;
    }
  };
  const value = packed(thrown) ?? error(new Error("the function threw something that cannot be sent from a worker"), "Error");
  return { value: value ?? ["value", undefined], nodes };
}

/** Makes the value again. An error is of the same built-in class, so `instanceof` works. */
export function unpack({ value, nodes }: Sent): unknown {
  const errors = nodes.map(({ is, name, message }) => {
    const made: ErrorClass = constructors.get(is) ?? (Error as ErrorClass);
    if (is === "DOMException") return new made(message, name);
    if (is === "AggregateError") return new made([], message);
    return is === "SuppressedError" ? new made(undefined, undefined, message) : new made(message);
  });
  const unpacked = (packed: Packed): unknown => {
    if (packed[0] === "value") return packed[1];
    return packed[0] === "error" ? errors[packed[1]] : packed[1].map(unpacked);
  };
  const set = (error: object, key: string, value: unknown, enumerable: boolean) => {
    Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
  };
  for (const [index, { is, name, stack, own }] of nodes.entries()) {
    const error = errors[index];
    if (!error) continue;
    if (is !== "DOMException" && Reflect.get(error, "name") !== name) set(error, "name", name, false);
    set(error, "stack", stack, false);
    for (const [key, value] of own) set(error, key, unpacked(value), key !== "cause" && key !== "errors");
  }
  return unpacked(value);
}
