// Says what to write instead where code looks like Python. Most who do these exercises come from there. Pure.

/** A pattern, and what to write instead. */
type Hints = readonly (readonly [RegExp, string])[];

/** What stands in a line that cannot be parsed. The first that fits counts. */
const SYNTAX: Hints = [
  [/^\s*(from|import)\s/, "Nothing has to be imported: Pool, answer and the work are there."],
  [/^\s*#|[;)\]}\w]\s+#\s/, "A comment begins with // in JavaScript."],
  [/(^|[^\w])[fF](["'])/, "JavaScript’s f-string stands between backticks: `${i} of ${n}`."],
  [/"""|'''/, "A text of several lines stands between backticks, and a comment between /* and */."],
  [/^\s*async\s+for\b/, "Write for await (const x of pool.imap(…)) { … }."],
  [/^\s*(async\s+)?def\s/, "A function is written function f(x) { … }, or const f = (x) => …."],
  [/\blambda\b/, "JavaScript’s lambda is (x) => …."],
  [/^\s*for\s+\w+\s+in\s+range\b/, "Write for (let i = 0; i < n; i++) { … }."],
  [/\[.*\bfor\b.*\bin\b.*\]|\(.*\S\s+for\s+\w+\s+in\b.*\)/, "JavaScript’s list comprehension is list.map((x) => …)."],
  [/^\s*for\s+[\w\s,()]+\s+in\s/, "Write for (const x of list) { … }."],
  [/^\s*elif\b/, "Write else if (…) { … }."],
  [/^\s*(if|while)\b.*:\s*(\/\/.*)?$|^\s*(if|while)\s+[^(\s].*/, "Conditions stand between brackets, and blocks between braces: if (a < b) { … }."],
  [/^\s*\}?\s*else\s*:/, "Blocks stand between braces: else { … }."],
  [/^\s*(try|finally)\s*:|^\s*except\b/, "Write try { … } catch (error) { … }."],
  [/^\s*with\s/, "JavaScript has no with: write const pool = new Pool(), and pool.close() after the last piece."],
  [/^\s*class\s+\w+(\(\w*\))?\s*:/, "Blocks stand between braces: class A extends B { … }."],
  [/^\s*raise\b/, "Write throw new Error(\"…\")."],
  [/\bnot\s+in\b|\bin\s+\w+\s*\)/, "Write list.includes(x), or !list.includes(x)."],
  [/\b(is|is\s+not)\s+\w/, "Write === for “is”, and !== for “is not”."],
  [/\bnot\s+[\w(]/, "Write ! for “not”."],
  [/\b(and|or)\b/, "Write && for “and”, and || for “or”."],
  [/\S\s+if\s.*\selse\s/, "Write condition ? a : b."],
  [/\bprint\s+\S/, "Write console.log(…)."],
  [/:=/, "JavaScript has no :=. Assign with const x = … before."],
  [/[\w)\]]\[[^\]]*:[^\]]*\]/, "A part of a list is list.slice(from, to)."],
  [/\b(del|global|nonlocal|assert)\s+\w/, "JavaScript has no such statement: the line can go."],
  [/\\\s*$/, "A statement may go on in the next line without a backslash."],
  [/\bawait\b/, "await works in an async function only: write async (x) => …, or a for loop instead of a function."],
];

/** Names that Python has. */
const NAMES: Readonly<Record<string, string>> = {
  print: "Write console.log(…).",
  len: "Write list.length.",
  range: "Write for (let i = 0; i < n; i++) { … }.",
  None: "JavaScript’s None is null.",
  True: "Write true.",
  False: "Write false.",
  str: "Write String(x).",
  int: "Write Number(text), and Math.floor(x) to round down.",
  float: "Write Number(text).",
  sum: "Write list.reduce((sum, x) => sum + Number(x), 0), or add up in a loop.",
  max: "Write Math.max(a, b).",
  min: "Write Math.min(a, b).",
  abs: "Write Math.abs(x).",
  round: "Write Math.round(x).",
  math: "Write Math, with a capital.",
  sorted: "Write [...list].sort((a, b) => a - b).",
  enumerate: "Write for (const [i, x] of list.entries()) { … }.",
  zip: "Write list.map((x, i) => [x, other[i]]).",
  list: "Write [...items].",
  tuple: "Write [a, b].",
  dict: "Write {}, or new Map().",
  set: "Write new Set(list).",
  map: "Write list.map((x) => …).",
  filter: "Write list.filter((x) => …).",
  reversed: "Write [...list].reverse().",
  isinstance: "Write x instanceof A, or typeof x.",
  os: "The number of processors is everyCore.environment().reportedProcessors.",
  cpu_count: "The number of processors is everyCore.environment().reportedProcessors.",
  multiprocessing: "Write new Pool(): it is there without an import.",
  mp: "Write new Pool(): it is there without an import.",
  time: "Write performance.now() for the time in milliseconds.",
  Exception: "Write Error.",
  ValueError: "Write RangeError, or Error.",
  pass: "An empty block is { }.",
  __name__: "JavaScript needs no such line: the code runs from the top.",
  r: "Backslashes in a text are doubled: \"\\\\\".",
};

/** Methods that Python's lists, texts and pools have. */
const METHODS: Readonly<Record<string, string>> = {
  append: "Write list.push(x).",
  extend: "Write list.push(...others).",
  insert: "Write list.splice(index, 0, x).",
  remove: "Write list.splice(list.indexOf(x), 1).",
  index: "Write list.indexOf(x).",
  items: "Write Object.entries(x).",
  format: "Write a text between backticks: `${i} of ${n}`.",
  strip: "Write text.trim().",
  startswith: "Write text.startsWith(…).",
  endswith: "Write text.endsWith(…).",
  upper: "Write text.toUpperCase().",
  lower: "Write text.toLowerCase().",
  length: "length is no function: write list.length.",
  floor: "Write Math.floor(x).",
};

/** What the message of an error says. */
const MESSAGES: Hints = [
  [/class constructor|requires .new/i, "An object is made with new, as in new Pool(4)."],
  [/^fn: \d+ is not allowed/, "The function was called here, and its result was handed over. Name it, and give the arguments beside it: pool.apply_async(do_math, [start, end])."],
  [/^fn: .* is not allowed/, "The function comes first, by its name: pool.apply_async(do_math, [start, end])."],
  [/^args: \[\[/, "A call takes the bounds themselves, do_math(start, end); only a pool is given them in an array."],
  [/^args: [-\d.]+ is not allowed/, "The arguments stand in one array: pool.apply_async(do_math, [start, end]). Round brackets make no tuple in JavaScript: (a, b) is b alone."],
  [/^processes: \{|^processes: \[/, "JavaScript has no arguments by name: write new Pool(4)."],
  [/NaN.*is not allowed/, "NaN is what arithmetic makes of a value that is missing or no number: is a name misspelt, or await missing?"],
  [/invalid BigInt syntax|parse String to BigInt|Promise.*BigInt|\[object Promise\]|\[object Object\]/, "A promise is not its value yet: put await in front of job.get()."],
  [/BigInt/, "BigInt and Number do not mix: use Number(…) for all, or BigInt(…) for all."],
  [/not iterable|near '\.\.\./, "Only a list can be gone through: put await in front of pool.map(…), and use for await with pool.imap(…)."],
];

/** Says what to write instead in a line that cannot be parsed; returns "" if nothing is known. */
export function hintForSyntax(source: string, line: number, message: string): string {
  const lines = source.split("\n");
  // Some mistakes are only noticed at the beginning of the next line. A block without its catch is reported where it begins.
  for (const text of [lines[line - 1], lines[line - 2], ...(/catch/.test(message) ? lines.slice(line) : [])]) {
    const code = (text ?? "").replace(/\/\/.*/, "");
    const hint = SYNTAX.find(([pattern]) => pattern.test(code))?.[1];
    if (hint) return hint;
  }
  return "";
}

/** Says what to write instead where code threw; returns "" if nothing is known. */
export function hintForError(name: string, message: string, source: string): string {
  const missing = /^([\w$]+) is not defined|^Can't find variable: ([\w$]+)|assignment to undeclared variable ([\w$]+)/.exec(message);
  if (name === "ReferenceError" && missing) {
    const word = missing[1] ?? missing[2] ?? missing[3] ?? "";
    const known = Object.hasOwn(NAMES, word) ? NAMES[word] : undefined;
    if (known) return known;
    const isNamed = new RegExp(`[(,]\\s*${escaped(word)}\\s*=[^=>]`).test(source);
    if (isNamed) return `JavaScript has no arguments by name: leave “${word} =” out, and write the value alone, as in new Pool(4).`;
    const isAssigned = new RegExp(`^\\s*(\\w+\\s*,\\s*)*${escaped(word)}\\s*(,\\s*\\w+\\s*)*=[^=>]`, "m").test(source);
    return isAssigned ? `A name is declared before it is used: const ${word} = …, or let ${word} = … if it changes; two at once are const [a, b] = [1, 2].` : "";
  }
  const method = /\.([\w$]+) is not a function/.exec(message)?.[1] ?? "";
  if (method === "get" || method === "wait") {
    return /\bfor\s*\(\s*(const|let|var)\s+\w+\s+in\s/.test(source)
      ? "for … in gives the indices, as text: write for (const job of jobs) { … }."
      : "Only a job has get(). What was awaited is a value already.";
  }
  if (Object.hasOwn(METHODS, method)) return METHODS[method] ?? "";
  if (/undefined/.test(message) && /\[\s*-\d/.test(source)) return "The last item of a list is list.at(-1): list[-1] is undefined.";
  return MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? "";
}

/** Says what may be behind a wrong answer; returns "" if nothing is known. */
export function hintForAnswer(answer: string | readonly string[], source: string): string {
  const texts = typeof answer === "string" ? [answer] : answer;
  if (texts.some((text) => /NaN|\[object (Promise|Object)\]/.test(text))) {
    return "NaN is what arithmetic makes of a promise: put await in front of job.get(). A job is not its value either: await job.get() is.";
  }
  if (texts.some((text) => text === "undefined" || text === "null")) return "Does a function lack its return? Braces after => need one: (x) => { return x; }.";
  const division = source.split("\n").findIndex((line) => /[\w)\]]\s*\/\/\s*[\w.]+\s*[;),\]]*\s*$/.test(line) && !/^\s*\/\//.test(line));
  return division === -1 ? "" : `In line ${division + 1}, // begins a comment. To divide and round down, write Math.floor(a / b).`;
}

const escaped = (text: string): string => text.replace(/\$/g, "\\$");

/** Characters that are often pasted from documents and chats, where JavaScript does not take them. */
const PASTED: readonly (readonly [RegExp, string])[] = [
  [/\u00ad/, "soft hyphen"],
  [/\u200b/, "zero-width space"],
  [/[\u200c\u200d\u2060]/, "invisible joiner"],
  [/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/, "invisible mark of direction"],
  [/\ufeff/, "byte order mark"],
  [/[\u2018\u2019\u201c-\u201e«»]/, "typographic quotation mark: type \" instead"],
  [/[\u2010-\u2015\u2212]/, "dash: type - instead"],
  [/\u00d7/, "multiplication sign: type * instead"],
  [/[\u2260\u2264\u2265]/, "mathematical sign: type !==, <= or >= instead"],
  [/\u2026/, "ellipsis: type ... instead"],
  [/[\uff01-\uff5e]/, "full-width character: type the usual one instead"],
];

const numbered = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Replaces characters that cannot be seen by their numbers. */
export const visible = (text: string): string => text.replace(/[\p{Cf}\p{Co}\p{Cn}]|[^\P{Cc}\n\t]/gu, (character) => `⟨${numbered(character)}⟩`);

/** Leaves out what takes a browser long to draw: more than two marks on one letter. Invisible characters are shown by their numbers. */
export const drawable = (text: string): string => visible(text).replace(/(\p{M}{2})\p{M}+/gu, "$1");

/** Names a pasted character in a line that cannot be parsed; returns "" if there is none. */
export function pasted(source: string, line: number): string {
  const text = source.split("\n")[line - 1] ?? "";
  for (const character of text) {
    const name = PASTED.find(([pattern]) => pattern.test(character))?.[1];
    if (name) return `The line has ${numbered(character)}, a pasted ${name}${name.includes(":") ? "." : ": delete it, or type the line anew."}`;
  }
  return "";
}
