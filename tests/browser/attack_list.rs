//! Programs of a learner that try to hold up the page, by what they try. `write_attacks.rs` runs them.

/// A program that tries to hold up the page, and what it tries.
pub(crate) type Attack = (&'static str, &'static str);

/// Programs that do nothing against the page, to compare with: one that ends at once, one that computes all the
/// time, one that fills memory.
pub(crate) const CONTROLS: [Attack; 3] = [
    ("control: harmless", "answer(1); console.log('here');"),
    ("control: busy", "while (true) {}"),
    // What a gigabyte costs the machine although nothing of it is sent.
    (
        "control: a large text",
        "const text = 'x'.repeat(5e8); console.log(text.charCodeAt(7), new TextEncoder().encode(text).length);",
    ),
];

/// Code whose values are large, deep or not what they seem, or that replaces the functions that write them down.
pub(crate) const ATTACKS: [Attack; 63] = [
    // Subclasses.
    (
        "subclass: methods that return sparse arrays",
        "class L extends Array { map() { const s = []; s.length = 4294967295; return s; } slice() { return this.map(); } }
         answer(L.from([1, 2]));",
    ),
    (
        "subclass: a species that counts",
        "class L extends Array { static get [Symbol.species]() { return class extends Array { constructor() { super(4294967295); } }; } }
         answer(L.from([1, 2])); console.log(L.from([1, 2])); new Pool().map(do_math, L.from([[0, 1]]));",
    ),
    (
        "subclass: an iterator without an end",
        "class L extends Array { *[Symbol.iterator]() { for (;;) yield 1; } }
         answer(new L(3)); console.log(new L(3)); new Pool().map(do_math, L.from([[0, 1]]));",
    ),
    (
        "subclass: of Error, with a message that grows",
        "class E extends Error { get message() { return 'x'.repeat(2e8); } get name() { return 'n'.repeat(1e8); } get stack() { return 'your-code.js:1 '.repeat(1e7); } }
         console.log(new E()); answer(new E()); throw new E();",
    ),
    (
        "subclass: of Promise",
        "class P extends Promise { then(yes) { for (let n = 0; n < 1e6; n++) yes(n); return this; } }
         answer(P.resolve(1)); await P.resolve(1);",
    ),
    // Sparse and enormous arrays.
    ("array: sparse, answered", "const s = []; s.length = 4294967295; answer(s); console.log('after');"),
    ("array: sparse, printed", "const s = []; s.length = 4294967295; console.log(s); console.log([s]);"),
    ("array: sparse, handed out", "const s = []; s.length = 4294967295; new Pool().map(do_math, s);"),
    ("array: sparse, as a piece", "const s = [0, 1]; s.length = 4294967295; new Pool().apply_async(do_math, s);"),
    ("array: ten million items, answered", "answer(new Array(1e7).fill('xxxxxxxx')); console.log(new Array(1e7).fill(1));"),
    ("array: like one", "answer({ length: 4294967295 });"),
    ("array: a piece that is like one", "new Pool().map(do_math, Object.assign([], { length: 4294967295 }));"),
    ("array: a thousand long texts", "answer(new Array(1000).fill('x'.repeat(1e6)));"),
    // Typed arrays and buffers.
    ("buffer: two gigabytes, printed and answered", "const b = new ArrayBuffer(2e9); console.log(b); answer(b);"),
    ("buffer: a view of a gigabyte", "const v = new Uint8Array(1e9); answer(v);"),
    ("buffer: a view of a gigabyte, printed", "const v = new Uint8Array(1e9); console.log(v);"),
    ("buffer: a view of a gigabyte, handed out", "const v = new Float64Array(1.2e8); new Pool().map(do_math, v);"),
    ("buffer: one that grows", "const b = new ArrayBuffer(1, { maxByteLength: 1e9 }); b.resize(1e9); answer(new Uint8Array(b)); throw new Uint8Array(b);"),
    ("buffer: many of them", "for (let n = 0; n < 40; n++) { const b = new Uint8Array(2e8).fill(1); console.log(b.length); }"),
    ("buffer: thrown", "throw new Uint8Array(3e8);"),
    ("buffer: a memory of WebAssembly", "const m = new WebAssembly.Memory({ initial: 16384, maximum: 65536 }); answer(m.buffer); console.log(m.grow(16384));"),
    // Deep nesting.
    ("deep: a million arrays", "let deep = []; for (let n = 0; n < 1e6; n++) deep = [deep]; console.log(deep); answer(deep);"),
    ("deep: a million objects, thrown", "let deep = {}; for (let n = 0; n < 1e6; n++) deep = { deep }; throw deep;"),
    ("deep: as a piece", "let deep = []; for (let n = 0; n < 1e6; n++) deep = [deep]; new Pool().apply_async(do_math, deep);"),
    ("deep: causes", "let e = new Error('a'); for (let n = 0; n < 1e5; n++) e = new Error('x'.repeat(1000), { cause: e }); throw e;"),
    ("deep: a text of half-joined texts", "let t = 'x'; for (let n = 0; n < 28; n++) t = t + t; console.log(t); answer(t); throw new Error(t);"),
    // Many ports.
    ("ports: many channels", "for (let n = 0; n < 1e5; n++) new MessageChannel();"),
    ("ports: transferred to each other", "const c = structuredClone.bind(self); for (let n = 0; n < 1e4; n++) console.log(typeof c([1], { transfer: [new ArrayBuffer(1e5)] }));"),
    ("ports: events of its own", "for (let n = 0; n < 1e5; n++) dispatchEvent(new MessageEvent('message', { data: ['done', n, []] }));"),
    // Errors.
    ("error: a message of 3e8 characters", "throw new Error('x'.repeat(3e8));"),
    ("error: later, and not prevented", "Event.prototype.preventDefault = () => {}; setTimeout(() => { throw new Error('x'.repeat(3e8)); }); await new Promise(() => {});"),
    ("error: a rejection, not prevented", "Event.prototype.preventDefault = () => {}; Promise.reject(new Error('x'.repeat(3e8))); await new Promise(() => {});"),
    ("error: a message whose getter throws", "class E extends Error { get message() { throw new Error('x'.repeat(3e8)); } } setTimeout(() => { throw new E(); }); await new Promise(() => {});"),
    ("error: kept from the prelude", "addEventListener('error', (event) => event.stopImmediatePropagation(), true); setTimeout(() => { throw new Error('x'.repeat(3e8)); }); await new Promise(() => {});"),
    ("error: a hundred thousand rejections", "for (let n = 0; n < 1e5; n++) Promise.reject(new Error('x')); await new Promise(() => {});"),
    ("error: timers that throw", "for (let n = 0; n < 1e5; n++) setTimeout(() => { throw new Error('x'); }); await new Promise(() => {});"),
    ("error: the browser's own report", "for (let n = 0; n < 1e5; n++) { const t = new EventTarget(); t.addEventListener('x', () => { throw new Error('x'.repeat(1e4)); }); t.dispatchEvent(new Event('x')); }"),
    // Getters and proxies.
    ("getter: of a thrown value", "throw { get message() { return 'x'.repeat(1e8); }, toString() { return 'x'.repeat(1e8); } };"),
    ("getter: of an answer", "answer({ get a() { return 'x'.repeat(2e8); }, toJSON() { return 'x'.repeat(2e8); } });"),
    ("getter: of what is printed", "console.log({ get a() { return 'x'.repeat(2e8); } }, { toString() { return 'x'.repeat(2e8); } });"),
    ("getter: of a length", "answer(new Proxy([], { get: (of, name) => (name === 'length' ? 4294967295 : 1) }));"),
    ("getter: of a piece", "new Pool().map(do_math, [new Proxy([0, 1], { get: (of, name) => (name === 'length' ? 3 : 'x'.repeat(1e8)) })]);"),
    ("getter: of options", "new Pool(1, { get memory() { return 'x'.repeat(2e8); } });"),
    // Replaced built-ins.
    ("replaced: methods of arrays", "Array.prototype.map = Array.prototype.slice = function () { const s = []; s.length = 4294967295; return s; }; answer([1]);"),
    ("replaced: Array.isArray", "Array.isArray = () => true; answer(new Uint8Array(1e8)); answer(new Map());"),
    ("replaced: JSON.stringify", "JSON.stringify = () => 'x'.repeat(1e8); answer([{}]); console.log({});"),
    ("replaced: String.prototype.slice", "String.prototype.slice = function () { return 'x'.repeat(1e8); }; console.log('a'); throw new Error('b');"),
    ("replaced: toJSON of arrays", "Array.prototype.toJSON = () => new Array(1e6).fill('x'); answer([1]); console.log([1]);"),
    ("replaced: toJSON of texts and numbers", "String.prototype.toJSON = Number.prototype.toJSON = function () { return 'x'.repeat(1e8); }; answer(['a', 1]); console.log({ a: 'b' }, 1);"),
    ("replaced: join, push and the iterator", "Array.prototype.join = () => 'x'.repeat(2e8); Array.prototype.push = () => 0; Array.prototype[Symbol.iterator] = function* () { for (;;) yield 'x'; }; console.log('a', 'b'); new Pool().apply_async(do_math, [0, 1]);"),
    ("replaced: Map and Promise", "Map.prototype.get = () => 'x'.repeat(1e8); Promise.prototype.then = function () { return this; }; await new Pool().map(do_math, [[0, 1]]);"),
    ("replaced: String and Number", "self.String = () => 'x'.repeat(2e8); self.Number = () => 1e308; console.log(1n); throw 1;"),
    // The console.
    ("console: text that is hard to draw", "for (let n = 0; n < 200; n++) console.log('a\\u0301\\u0316\\u0e49'.repeat(250));"),
    ("console: text in both directions", "for (let n = 0; n < 200; n++) console.log('\\u202e\\u2067\\u05d0a\\u0628'.repeat(200));"),
    ("console: lines without a break", "for (let n = 0; n < 200; n++) console.log('x'.repeat(1000));"),
    ("console: lines that are all breaks", "for (let n = 0; n < 200; n++) console.log('\\n'.repeat(1000));"),
    ("console: pictures of many parts", "for (let n = 0; n < 200; n++) console.log('\\u{1f468}\\u200d\\u{1f469}\\u200d\\u{1f467}'.repeat(120));"),
    ("console: a hundred thousand lines", "for (let n = 0; n < 1e5; n++) console.error('x'.repeat(1000));"),
    // Calls of the pool.
    ("pool: 19 000 calls", "const pool = new Pool(); for (let n = 0; n < 19000; n++) pool.apply_async(do_math, [0, 1]);"),
    ("pool: a list of 19 000 chunks", "await new Pool().map(do_math, Array.from({ length: 19000 }, () => [0, 1]), 1);"),
    ("pool: one chunk of 19 000", "await new Pool().map(do_math, Array.from({ length: 19000 }, () => [0, 1]), 19000);"),
    ("pool: four pools of the largest size", "for (let n = 0; n < 4; n++) try { new Pool(64).map(do_math, Array.from({ length: 4000 }, () => [0, 1]), 1); } catch { }\nawait new Promise(() => {});"),
    // Memory.
    ("memory: parts of files", "const big = 'x'.repeat(1e8); for (let n = 0; n < 20; n++) new Blob([big]);"),
];

/// What code that has stolen the port sends, which the prelude never does. It can only do so where the test builds in a fault.
pub(crate) const SENT: [&str; 14] = [
    "Object.assign([], { length: 4294967295 })",
    "['answer', Object.assign([], { length: 4294967295 })]",
    "new Map()",
    "'['",
    "7",
    "'x'.repeat(1e8)",
    "'x'.repeat(5e8)",
    "new Uint8Array(1e8)",
    "new ArrayBuffer(1e9)",
    "new Array(1e6).fill({})",
    "new Array(1e6).fill('x'.repeat(1000))",
    "Array.from({ length: 1000 }, () => new Error('x'.repeat(1e5)))",
    "'['.repeat(2e6)",
    "JSON.stringify(['calls', new Array(20000).fill(['job', 1, 1, 'do_math', [[0, 1]]])])",
];

/// Returns a program that takes the port and sends this.
pub(crate) fn stolen(message: &str) -> String {
    format!("}}); addEventListener('message', ({{ ports: [port] }}) => port.postMessage({message})); (async () => {{")
}
