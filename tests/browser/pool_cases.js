// Small cases of `everyCore.Pool`, each with the value that it must give. `pool_cases.rs` runs all of them in one page.
//
// In Firefox, WebDriver's scripts have classes of their own, so those of the page are taken from `window`.

const { Error, TypeError, RangeError, AggregateError, DOMException, EvalError, Promise } = window;
const cases = [];
const add = (name, run, expected) => cases.push({ name, run, expected });
const LIMIT_MS = 30000;
const inTime = (promise, what = "the promise") => Promise.race([promise, new Promise((_, reject) =>
  setTimeout(() => reject(new Error(`HANGS: ${what}`)), LIMIT_MS))]);
const caught = (promise) => inTime(promise).then((value) => ({ value }), (error) => error);
const said = async (promise) => { const error = await caught(promise); return error?.name ? `${error.name}: ${error.message}` : JSON.stringify(error); };
const thrown = (act) => { try { act(); return "nothing"; } catch (error) { return `${error.name}: ${error.message}`; } };
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const all = async (stream) => { const list = []; for await (const item of stream) list.push(item); return list; };
/** Gives a pool to a case, and ends it. */
const on = (size, run, options) => async () => {
  const pool = new everyCore.Pool(size, options);
  try { return await run(pool); } finally { pool.terminate(); }
};
/** Runs a case, and returns the tally of its pool with what it returned. */
const tallied = (size, run, options) => async () => {
  const pool = new everyCore.Pool(size, options);
  const result = await run(pool);
  pool.close();
  return [result, await inTime(pool.join(), "join")];
};
const tally = (completed, failed = 0, uncollected = 0, stray = 0) => ({ completed, failed, uncollected, stray });

// ---- values come and go as they are ----
const VALUES = {
  undefined, null: null, true: true, zero: 0, negativeZero: -0, NaN: NaN, infinity: Infinity, text: "ä€𝄞", empty: "", bigint: 2n ** 70n,
  array: [1, [2, [3]]], object: { a: { b: 1 } }, date: new Date(7), regexp: /a+/gu, map: new Map([[1, { a: 2 }]]), set: new Set([1, "2"]),
  bytes: new Uint8Array([1, 2, 255]), doubles: new Float64Array([0.5, -0]), holes: [, 1, , 2], large: "x".repeat(1e5),
};
const same = (one, other) => Object.is(one, other) || (typeof one === "object" && one !== null && String(one) === String(other)
  && JSON.stringify(one) === JSON.stringify(other) && [...(one.entries?.() ?? [])].length === [...(other.entries?.() ?? [])].length);
for (const [name, value] of Object.entries(VALUES)) {
  add(`a value: ${name}`, on(1, async (pool) => same(await inTime(pool.apply((x) => x, [value])), value)), true);
}
add("many numbers", on(2, async (pool) => (await pool.map((x) => x, [0, -0, NaN, ...Array.from({ length: 40 }, (_, i) => i / 3)])).map((x) => (Object.is(x, -0) ? "-0" : String(x))).slice(0, 4)), ["0", "-0", "NaN", "0"]);
add("numbers and then text", on(1, (pool) => pool.map((x) => (x === 30 ? "thirty" : x), Array.from({ length: 32 }, (_, i) => i), 32).then((list) => list.slice(28))), [28, 29, "thirty", 31]);
add("numbers and then an error", on(1, (pool) => all(pool.imap((x) => x, Array.from({ length: 40 }, (_, i) => i), 20)).then((list) => list.length)), 40);
add("an async task's number", on(1, (pool) => pool.map(async (x) => x * 2, Array.from({ length: 20 }, (_, i) => i)).then((list) => list[19])), 38);
add("undefined in a list", on(1, (pool) => pool.map((x) => (x ? undefined : 1), [0, 1, 0])), [1, null, 1]);

// ---- kind 1: what one task leaves behind ends no other job ----
add("a rejected promise is left behind", tallied(1, (pool) => pool.map((i) => { Promise.reject(new Error("stray A")); return i; }, [0, 1, 2])), [[0, 1, 2], tally(1, 0, 0, 3)]);
add("a timer throws later", tallied(1, async (pool) => { await pool.apply(() => { setTimeout(() => { throw new Error("stray B"); }); }); await wait(50); return pool.apply(() => 7); }), [7, tally(2, 0, 0, 1)]);
add("a timer throws while another job runs", tallied(1, async (pool) => {
  const first = pool.apply(() => { setTimeout(() => { throw new Error("stray C"); }); });
  const second = pool.apply(() => new Promise((resolve) => setTimeout(resolve, 100, "fine")));
  return [await first, await second];
}), [[null, "fine"], tally(2, 0, 0, 1)]);
add("a queued microtask throws", tallied(1, async (pool) => pool.apply(() => { queueMicrotask(() => { throw new Error("stray D"); }); return 1; })), [1, tally(1, 0, 0, 1)]);
add("a stray rejection that is no error", tallied(1, (pool) => pool.apply(() => { Promise.reject(undefined); return 1; })), [1, tally(1, 0, 0, 1)]);
add("a rejection that is handled in time is no stray", tallied(1, (pool) => pool.apply(() => { const p = Promise.reject(1); p.catch(() => {}); return 1; })), [1, tally(1)]);
add("an event handler throws", tallied(1, (pool) => pool.apply(() => { const t = new EventTarget(); t.addEventListener("x", () => { throw new Error("stray E"); }); t.dispatchEvent(new Event("x")); return 2; })), [2, tally(1, 0, 0, 1)]);
add("a failing async task is no stray", tallied(1, async (pool) => (await caught(pool.apply(async () => { throw new Error("no stray"); }))).message), ["no stray", tally(0, 1)]);

// ---- kind 2: whatever a task does to its global scope ----
const hostile = (name, fn, expected = 5) => add(`a task changes ${name}`, on(1, async (pool) => {
  const first = await said(pool.apply(fn));
  const next = [pool.apply((x) => x + 1, [4]), pool.map((x) => x, Array.from({ length: 20 }, () => 5)).then((list) => list[19])];
  return [first.startsWith("HANGS") ? first : "ended", ...(await inTime(Promise.all(next), "the next jobs"))];
}), ["ended", expected, expected]);
hostile("nothing but posts", () => { self.postMessage("from a task"); self.postMessage([1, 2]); self.postMessage({ a: 1 }); });
hostile("postMessage", () => { self.postMessage = () => {}; });
hostile("onmessage", () => { self.onmessage = () => {}; });
hostile("its listeners", () => { self.addEventListener("message", (event) => event.stopImmediatePropagation(), true); });
hostile("addEventListener", () => { self.addEventListener = self.removeEventListener = self.dispatchEvent = null; });
hostile("the getter of data", () => { Object.defineProperty(MessageEvent.prototype, "data", { get: () => null }); });
hostile("stopImmediatePropagation", () => { Event.prototype.stopImmediatePropagation = null; });
hostile("structuredClone", () => { self.structuredClone = () => { throw 1; }; });
hostile("Error", () => { self.Error = self.TypeError = self.DOMException = undefined; });
hostile("Promise", () => { self.Promise = undefined; });
hostile("then", () => { Promise.prototype.then = () => { throw new Error("no then"); }; });
hostile("Promise.resolve", () => { Promise.resolve = null; });
hostile("Function", () => { self.Function = undefined; Function.prototype.call = Function.prototype.apply = Function.prototype.bind = null; });
hostile("Reflect", () => { Reflect.apply = null; self.Reflect = null; });
hostile("the iterator of arrays", () => { Array.prototype[Symbol.iterator] = null; });
hostile("the methods of arrays", () => { Array.prototype.push = Array.prototype.map = Array.prototype.slice = Array.prototype.fill = null; Array.isArray = Array.from = null; });
hostile("places of arrays", () => { for (const i of [0, 1, 2, 3]) Object.defineProperty(Array.prototype, i, { set() { throw new Error("a setter"); }, get: () => 9, configurable: true }); });
hostile("Object.prototype", () => { Object.prototype.get = Object.prototype.value = 1; Object.prototype.then = undefined; });
hostile("Map", () => { Map.prototype.get = Map.prototype.set = null; });
hostile("performance", () => { performance.now = () => { throw 1; }; self.performance = null; });
hostile("setTimeout", () => { self.setTimeout = null; });
hostile("navigator.locks", () => { Object.defineProperty(navigator, "locks", { value: null }); });
hostile("Float64Array", () => { self.Float64Array = null; });
hostile("console", () => { self.console = null; });
hostile("unhandledrejection", () => { self.onunhandledrejection = self.onerror = null; });
hostile("events that it makes up", () => { dispatchEvent(new Event("messageerror")); dispatchEvent(new ErrorEvent("error", { message: "made up" })); });
hostile("frozen globals", () => { Object.freeze(self); });
add("a fake message is not the page's", on(1, async (pool) => {
  await pool.apply(() => { dispatchEvent(new MessageEvent("message", { data: ["call", 1, []] })); });
  return inTime(pool.apply(() => "still there"));
}), "still there");
add("a task calls close", on(1, async (pool) => [(await said(pool.apply(() => { self.close(); return new Promise(() => {}); }))).split(":")[0], await inTime(pool.apply(() => 1))]), ["BrokenPoolError", 1]);
add("a task calls close and returns", on(1, async (pool) => { await caught(pool.apply(() => { self.close(); return 1; })); return inTime(pool.apply(() => 2)); }), 2);
add("the flood of a task's own messages", on(1, (pool) => inTime(pool.apply(() => { for (let i = 0; i < 5000; i++) self.postMessage(i); return "done"; }))), "done");

// ---- kind 3: values that misbehave while they are copied ----
const name = async (promise) => (await caught(promise)).name;
add("a result with a throwing getter", on(1, async (pool) => [await name(pool.apply(() => ({ get x() { throw new Error("got"); } }))), await pool.apply(() => 1)]), ["DataCloneError", 1]);
add("an error whose message is no text", on(1, async (pool) => [(await caught(pool.apply(() => { const e = new Error("a"); e.message = { toString() { throw 1; } }; throw e; }))) instanceof Error, await pool.apply(() => 1)]), [true, 1]);
add("an error whose getter throws", on(1, async (pool) => [(await caught(pool.apply(() => { throw Object.defineProperty(new Error("a"), "message", { get() { throw 1; } }); }))) instanceof Error, await pool.apply(() => 1)]), [true, 1]);
add("an error whose stack throws", on(1, async (pool) => (await caught(pool.apply(() => { throw Object.defineProperty(new Error("kept"), "stack", { get() { throw 1; } }); }))).message), "kept");
add("an error whose name is a symbol", on(1, async (pool) => (await caught(pool.apply(() => { const e = new Error("kept"); e.name = Symbol("n"); throw e; }))).message), "kept");
add("an own property that cannot be copied is left out", on(1, async (pool) => { const e = await caught(pool.apply(() => { throw Object.assign(new Error("kept"), { fn: () => 1, code: 5 }); })); return [e.message, e.code, "fn" in e]; }), ["kept", 5, false]);
add("an own property whose getter throws", on(1, async (pool) => { const e = await caught(pool.apply(() => { throw Object.defineProperty(new Error("kept"), "bad", { get() { throw 1; }, enumerable: true }); })); return [e.message, "bad" in e]; }), ["kept", false]);
add("a proxy that throws is thrown", on(1, async (pool) => [(await caught(pool.apply(() => { throw new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; }, getPrototypeOf() { throw 3; } }); }))) instanceof Error, await pool.apply(() => 1)]), [true, 1]);
add("a revoked proxy is returned", on(1, async (pool) => [await name(pool.apply(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return [proxy]; })), await pool.apply(() => 1)]), ["DataCloneError", 1]);
add("a getter that throws the second time", on(1, async (pool) => { await caught(pool.apply(() => { let n = 0; return [{ get x() { if (++n > 1) throw new Error("twice"); return 1; } }, () => 1]; })); return inTime(pool.apply(() => 1)); }), 1);
add("one bad value in a chunk", on(1, async (pool) => { const stream = pool.imap((x) => (x === 2 ? () => 1 : x), [1, 2, 3], 3); return [(await stream.next()).value, await name(stream.next()), (await stream.next()).value]; }), [1, "DataCloneError", 3]);
add("a function is returned", on(1, (pool) => name(pool.apply(() => () => 1))), "DataCloneError");
add("a symbol is returned", on(1, (pool) => name(pool.apply(() => Symbol("s")))), "DataCloneError");
add("a function is thrown", on(1, async (pool) => (await said(pool.apply(() => { throw () => 1; }))).includes("cannot be sent")), true);
add("an argument that cannot be sent", on(1, async (pool) => [await said(pool.apply((x) => x, [() => 1])).then((text) => text.slice(0, 20).trim()), await pool.apply(() => 1)]), ["DataCloneError: args", 1]);
add("an argument whose getter throws", on(1, async (pool) => [await name(pool.apply((x) => x, [{ get x() { throw new Error("mine"); } }])), await pool.apply(() => 1)]), ["DataCloneError", 1]);
add("bad arguments among many good ones", on(2, async (pool) => {
  const fn = (x) => (typeof x === "number" ? x : 0);
  await pool.map(fn, [1, 2, 3, 4]);
  const jobs = Array.from({ length: 200 }, (_, i) => pool.apply_async(fn, [i === 100 ? () => 1 : i]));
  const found = await Promise.all(jobs.map((job) => job.get().catch((error) => error.name)));
  return [found[99], found[100], found[101], found.length];
}), [99, "DataCloneError", 101, 200]);
add("a thenable that throws", on(1, async (pool) => [await said(pool.apply(() => ({ then() { throw new Error("in then"); } }))), await pool.apply(() => 1)]), ["Error: in then", 1]);
add("a thenable with a throwing getter", on(1, async (pool) => [await said(pool.apply(() => ({ get then() { throw new Error("no then"); } }))), await pool.apply(() => 1)]), ["Error: no then", 1]);
add("a thenable that settles twice", on(1, (pool) => pool.apply(() => ({ then(yes, no) { yes(1); yes(2); no(3); } }))), 1);

// ---- kind 4: errors come back whole ----
const fails = (fn, read) => on(1, async (pool) => read(await caught(pool.apply(fn))));
add("cause", fails(() => { throw new Error("a", { cause: new TypeError("b", { cause: 7 }) }); }, (e) => [e.cause instanceof TypeError, e.cause.message, e.cause.cause]), [true, "b", 7]);
add("a cause that is no error", fails(() => { throw new Error("a", { cause: { code: 1 } }); }, (e) => e.cause), { code: 1 });
add("more causes than are sent", fails(() => { let e; for (let i = 0; i < 1500; i++) e = new Error("a", { cause: e }); throw e; }, (e) => { let count = 0; for (; e instanceof window.Error; e = e.cause) count += 1; return [count, e]; }), [1000, "errors beyond the first 1000 were left out"]);
add("a cause that is the error itself", fails(() => { const e = new Error("a"); e.cause = e; throw e; }, (e) => e.cause === e), true);
add("own properties", fails(() => { throw Object.assign(new Error("a"), { code: "ENOENT", detail: { deep: [1] } }); }, (e) => [e.code, e.detail]), ["ENOENT", { deep: [1] }]);
add("an error as an own property", fails(() => { throw Object.assign(new Error("a"), { inner: new RangeError("b") }); }, (e) => [e.inner instanceof RangeError, e.inner.message]), [true, "b"]);
add("AggregateError", fails(() => { throw new AggregateError([new TypeError("x"), 2], "both"); }, (e) => [e instanceof AggregateError, e.message, e.errors[0] instanceof TypeError, e.errors[1]]), [true, "both", true, 2]);
add("Promise.any fails", fails(() => Promise.any([Promise.reject(new Error("one"))]), (e) => [e.name, e.errors[0].message]), ["AggregateError", "one"]);
add("DOMException", fails(() => { throw new DOMException("gone", "NotFoundError"); }, (e) => [e instanceof DOMException, e.name, e.message, e.code]), [true, "NotFoundError", "gone", 8]);
add("a custom name", fails(() => { const e = new Error("a"); e.name = "MyError"; throw e; }, (e) => [e.name, e instanceof Error]), ["MyError", true]);
add("a class of its own", fails(() => { class Mine extends TypeError { name = "Mine"; code = 4; } throw new Mine("m"); }, (e) => [e.name, e.code, e.message, e instanceof TypeError]), ["Mine", 4, "m", true]);
add("a name from the prototype", fails(() => { class Mine extends Error { get name() { return "Theirs"; } } throw new Mine("m"); }, (e) => e.name), "Theirs");
for (const kind of ["TypeError", "RangeError", "ReferenceError", "SyntaxError", "URIError", "EvalError"]) {
  add(kind, on(1, async (pool) => { const e = await caught(pool.apply((kind) => { throw new self[kind]("m"); }, [kind])); return [e instanceof window[kind], e.name, e.message, Object.keys(e)]; }), [true, kind, "m", []]);
}
add("a wasm error", fails(() => WebAssembly.instantiate(new Uint8Array([1])), (e) => [e.name, e instanceof window.WebAssembly.CompileError]), ["CompileError", true]);
add("the stack is the worker's", fails(function inTheWorker() { throw new Error("a"); }, (e) => e.stack.includes("inTheWorker")), true);
add("a list of errors is thrown", fails(() => { throw [new Error("one"), new Error("two")]; }, (e) => e.map(({ message }) => message)), ["one", "two"]);
add("null is thrown", fails(() => { throw null; }, (e) => e), null);
add("an object is thrown", fails(() => { throw { code: 3 }; }, (e) => e), { code: 3 });
add("errors in the results of imap", on(1, async (pool) => { const s = pool.imap((x) => { if (x) throw Object.assign(new Error("e"), { code: x }); return x; }, [0, 1]); await s.next(); return (await caught(s.next())).code; }), 1);
add("a function that does not parse as an expression", on(1, (pool) => pool.apply({ twice(x) { return 2 * x; } }.twice, [4])), 8);

// ---- kind 5: input is read within bounds ----
const counter = () => {
  const state = { read: 0, ended: 0 };
  const source = function* () { try { for (;;) yield state.read++; } finally { state.ended += 1; } };
  const later = async function* () { try { for (;;) yield state.read++; } finally { state.ended += 1; } };
  return { state, source, later };
};
add("a slow reader", on(2, async (pool) => { const { state, source } = counter(); const stream = pool.imap((x) => x, source()); await stream.next(); await wait(200); return state.read <= 6; }), true);
add("a slow reader of chunks", on(1, async (pool) => { const { state, source } = counter(); const stream = pool.imap((x) => x, source(), 10); await stream.next(); await wait(100); return state.read <= 40; }), true);
add("no reader", on(2, async (pool) => { const { state, source } = counter(); pool.imap((x) => x, source()); await wait(100); return state.read <= 4; }), true);
add("break", on(2, async (pool) => { const { state, source } = counter(); for await (const x of pool.imap((x) => x, source())) if (x === 5) break; return state.ended; }), 1);
add("an error in the loop's body", on(2, async (pool) => { const { state, source } = counter(); try { for await (const x of pool.imap((x) => x, source())) if (x === 2) throw 1; } catch { /* the error of the loop */ } return state.ended; }), 1);
add("an error of an item", tallied(2, async (pool) => { const { state, source } = counter(); try { for await (const x of pool.imap((x) => { if (x === 3) throw new Error("three"); return x; }, source())) void x; } catch { /* expected */ } return state.ended; }), [1, tally(0, 1)]);
add("terminate tells the source", async () => { const pool = new everyCore.Pool(1); const { state, source } = counter(); const stream = pool.imap((x) => x, source()); await stream.next(); pool.terminate(); return [state.ended, await name(stream.next())]; }, [1, "AbortError"]);
add("return", on(1, async (pool) => { const { state, source } = counter(); const stream = pool.imap((x) => x, source()); await stream.next(); const end = await stream.return(); return [state.ended, end.done, (await stream.next()).done]; }), [1, true, true]);
add("a source that throws", on(1, async (pool) => { const stream = pool.imap((x) => x, (function* () { yield 1; throw new Error("source"); })()); return [(await stream.next()).value, await said(stream.next()), (await stream.next()).done]; }), [1, "Error: source", true]);
add("a return that throws", on(1, async (pool) => { const source = { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }), return() { throw new Error("r"); } }) }; for await (const x of pool.imap((x) => x, source)) if (x) break; return pool.apply(() => 1); }), 1);
add("async iterables in imap", on(2, async (pool) => all(pool.imap((x) => x * 2, (async function* () { yield 1; await null; yield 2; yield 3; })()))), [2, 4, 6]);
add("async iterables in chunks", on(2, async (pool) => all(pool.imap((x) => x * 2, (async function* () { for (let i = 0; i < 7; i++) yield i; })(), 3))), [0, 2, 4, 6, 8, 10, 12]);
add("async iterables in map", on(2, async (pool) => pool.map((x) => x + 1, (async function* () { yield 1; yield 2; })())), [2, 3]);
add("async iterables in starmap", on(2, async (pool) => pool.starmap((a, b) => a + b, (async function* () { yield [1, 2]; yield [3, 4]; })())), [3, 7]);
add("an async source that throws", on(1, async (pool) => said(pool.map((x) => x, (async function* () { yield 1; throw new Error("late"); })()))), "Error: late");
add("an async source is told", on(2, async (pool) => { const { state, later } = counter(); for await (const x of pool.imap((x) => x, later())) if (x === 3) break; await wait(10); return [state.ended, state.read < 12]; }), [1, true]);
add("an async source that never gives", async () => { const pool = new everyCore.Pool(1); const job = pool.map((x) => x, { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }); pool.terminate(); return name(job.get()); }, "AbortError");
add("join reads the rest of what nobody fetches", tallied(1, (pool) => { pool.imap((x) => x, (function* () { for (let i = 0; i < 50; i++) yield i; })()); return 0; }), [0, tally(1)]);
add("join, and then the results", async () => { const pool = new everyCore.Pool(2); const stream = pool.imap((x) => x, (function* () { for (let i = 0; i < 50; i++) yield i; })()); pool.close(); await inTime(pool.join(), "join"); return (await all(stream)).length; }, 50);
add("join after an error and an endless source", tallied(2, async (pool) => { const { source } = counter(); await caught(all(pool.imap((x) => { if (x === 2) throw new Error("two"); return x; }, source()))); return "joined"; }), ["joined", tally(0, 1)]);
add("a source that submits", on(1, async (pool) => all(pool.imap((x) => x, (function* () { yield 1; pool.apply_async(() => 1); yield 2; })()))), [1, 2]);
add("a source that terminates its pool", async () => { const pool = new everyCore.Pool(1); const stream = pool.imap((x) => x, (function* () { yield 1; pool.terminate(); yield 2; })()); return inTime(caught(all(stream))).then((e) => e.name); }, "AbortError");
add("unordered", on(2, async (pool) => (await all(pool.imap_unordered((x) => new Promise((r) => setTimeout(r, x ? 0 : 60, x)), [0, 1, 2, 3]))).at(-1)), 0);
add("next in advance", on(2, async (pool) => { const s = pool.imap((x) => x, [1, 2, 3]); return (await Promise.all([s.next(), s.next(), s.next(), s.next()])).map(({ value, done }) => (done ? "done" : value)); }), [1, 2, 3, "done"]);

// ---- kind 6: what is not understood is refused ----
const refuses = (code, act, ...words) => add(`refused: ${code}`, on(1, (pool) => { const text = thrown(() => act(pool)); return words.every((word) => text.includes(word)) || text; }), true);
refuses("memroy", () => new everyCore.Pool(1, { memroy: "shared" }), "TypeError", "memroy", "memory");
refuses("initialiser", () => new everyCore.Pool(1, { initialiser: () => 1 }), "initializer");
refuses("maxTasksPerChild", () => new everyCore.Pool(1, { maxTasksPerChild: 1 }), "maxtasksperchild");
refuses("callbak", (pool) => pool.apply_async((x) => x, [1], { callbak: () => 1 }), "TypeError", "callback");
refuses("keyword arguments", (pool) => pool.apply_async((x) => x, [1], { x: 1 }), "TypeError", "x", "keyword");
refuses("kwds by their place", (pool) => pool.apply_async((x) => x, [1], { x: 1 }, () => 1), "TypeError", "x", "keyword");
refuses("kwds by name", (pool) => pool.apply_async((x) => x, [1], { kwds: { x: 1 } }), "TypeError", "kwds");
refuses("chunkSize", (pool) => pool.map((x) => x, [1], { chunkSize: 4 }), "TypeError", "chunksize");
refuses("a callback that is no function", (pool) => pool.apply_async((x) => x, [1], { callback: 7 }), "TypeError", "callback");
refuses("a timeout in a string", (pool) => pool.imap((x) => x, [1]).next("1"), "TypeError", "timeoutMs");
refuses("options in a map", () => new everyCore.Pool(1, new Map([["memory", "shared"]])), "TypeError", "options");
refuses("an argument behind the options", () => new everyCore.Pool(1, {}, 3), "TypeError", "options", "one object");
refuses("an argument behind the last", (pool) => pool.apply_async((x) => x, [1], {}, null, null, 5), "TypeError", "argument 6: 5");
refuses("an argument behind the options of map", (pool) => pool.map((x) => x, [1], { chunksize: 1 }, 5), "TypeError", "argument 4: 5");
refuses("an argument behind the chunk size", (pool) => pool.imap((x) => x, [1], 1, 5), "TypeError", "argument 4: 5");
refuses("an argument behind the timeout", (pool) => pool.imap((x) => x, [1]).next(1, 5), "TypeError", "argument 2: 5");
refuses("an argument behind the timeout of get", (pool) => pool.apply_async((x) => x, [1]).get(1, 5), "TypeError", "argument 2: 5");
refuses("a workload as initializer", () => new everyCore.Pool(1, { initializer: everyCore.do_math }), "TypeError", "initializer");
refuses("Pool without new", () => everyCore.Pool(1), "TypeError", "new Pool");
refuses("initargs", () => new everyCore.Pool(1, { initializer: (x) => x, initargs: 7 }), "TypeError", "initargs");
refuses("maxtasksperchild of zero", () => new everyCore.Pool(1, { maxtasksperchild: 0 }), "RangeError", "maxtasksperchild");

// ---- kind 7: no internals, and `using` ----
add("nothing but the pool's own members", on(1, (pool) => { const names = new Set(); for (let o = pool; o && o !== window.Object.prototype; o = Object.getPrototypeOf(o)) for (const key of Object.getOwnPropertyNames(o)) names.add(key); return ["free", "__wbg_ptr", "__destroy_into_raw"].filter((key) => names.has(key)).length + JSON.stringify([pool, pool.apply_async((x) => x, [1]), pool.imap((x) => x, [])]); }), "0[{},{},{}]");
add("a pool is of its class", on(1, (pool) => [pool instanceof everyCore.Pool, pool.constructor === everyCore.Pool]), [true, true]);
add("dispose terminates", async () => { const pool = new everyCore.Pool(1); if (!window.Symbol.dispose) return "AbortError"; const job = pool.apply_async(() => new Promise(() => {})); pool[window.Symbol.dispose](); return name(job.get()); }, "AbortError");
add("asyncDispose ends the pool", async () => { const pool = new everyCore.Pool(1); if (!window.Symbol.asyncDispose) return "Error: Pool not running"; await inTime(pool[window.Symbol.asyncDispose]()); return thrown(() => pool.apply_async(() => 1)); }, "Error: Pool not running");
add("a pool that is used after its end says so", async () => { const pool = new everyCore.Pool(1); pool.terminate(); return thrown(() => pool.map((x) => x, [1])); }, "Error: Pool not running");

// ---- kind 8: Python's other rows ----
add("apply", on(1, (pool) => pool.apply((a, b) => a * b, [6, 7])), 42);
add("apply without arguments", on(1, (pool) => pool.apply(() => 1)), 1);
add("map_async", on(1, (pool) => pool.map_async((x) => x + 1, [1, 2]).get()), [2, 3]);
add("starmap_async", on(1, (pool) => pool.starmap_async((a, b) => a + b, [[1, 2]]).get()), [3]);
add("callback", on(1, async (pool) => { const heard = []; const job = pool.apply_async((x) => x, [7], { callback: (value) => heard.push(value) }); heard.push(await job.get()); return heard; }), [7, 7]);
add("callback by its place, as in Python", on(1, async (pool) => { const heard = []; await pool.apply_async((x) => x, [7], {}, (value) => heard.push(value)).get(); return heard; }), [7]);
add("error_callback", tallied(1, async (pool) => { const heard = []; const job = pool.apply_async(() => { throw new Error("e"); }, [], { callback: () => heard.push("no"), error_callback: ({ message }) => heard.push(message) }); await job.wait(); return heard; }), [["e"], tally(0, 1, 0)]);
add("map_async with callback", on(1, async (pool) => { let heard; await pool.map_async((x) => x, [1, 2], 1, { callback: (list) => { heard = list; } }); return heard; }), [1, 2]);
add("map_async with all options", on(1, async (pool) => { let heard; await pool.map_async((x) => x, [1, 2], { chunksize: 2, callback: (list) => { heard = list; } }); return heard; }), [1, 2]);
add("map_async by Python's places", on(1, async (pool) => { let heard; await pool.map_async((x) => { throw x; }, [1], 1, null, (error) => { heard = error; }).wait(); return heard; }), 1);
add("callback of terminate", async () => { const pool = new everyCore.Pool(1); let heard; pool.apply_async(() => new Promise(() => {}), [], { error_callback: (error) => { heard = error.name; } }); pool.terminate(); return heard; }, "AbortError");
add("initializer", on(2, (pool) => pool.map((x) => self.base + x, [1, 2, 3, 4]), { initializer: (base) => { self.base = base; }, initargs: [10] }), [11, 12, 13, 14]);
add("an async initializer", on(1, (pool) => pool.apply(() => self.ready), { initializer: async () => { await new Promise((r) => setTimeout(r, 20)); self.ready = true; } }), true);
add("an initializer that fails", on(1, async (pool) => { const e = await caught(pool.apply(() => 1)); return [e.name, e.message.includes("no good"), e.cause.message]; }, { initializer: () => { throw new Error("no good"); } }), ["BrokenPoolError", true, "no good"]);
add("initializer by its place, as in Python", async () => { const pool = new everyCore.Pool(1, (x) => { self.x = x; }, [3]); const x = await pool.apply(() => self.x); pool.terminate(); return x; }, 3);
add("initializer of a replaced worker", on(1, async (pool) => { await caught(pool.apply(() => { self.close(); return new Promise(() => {}); })); return pool.apply(() => self.here); }, { initializer: () => { self.here = "again"; } }), "again");
add("maxtasksperchild", on(1, (pool) => pool.map(() => (self.n = (self.n ?? 0) + 1), [1, 2, 3, 4, 5], 1), { maxtasksperchild: 2 }), [1, 2, 1, 2, 1]);
add("maxtasksperchild of single calls", on(1, async (pool) => Promise.all([1, 2, 3].map(() => pool.apply(() => (self.n = (self.n ?? 0) + 1)))), { maxtasksperchild: 1 }), [1, 1, 1]);
add("next(timeoutMs)", on(1, async (pool) => { const s = pool.imap((x) => new Promise((r) => setTimeout(r, x, x)), [300]); return [await name(s.next(1)), (await s.next()).value]; }), ["TimeoutError", 300]);
add("null is None", async () => { const pool = new everyCore.Pool(null, null, null, null); const found = [await pool.map((x) => x, [1, 2], null), await pool.apply_async((x) => x, [3], null, null, null).get(null), (await pool.imap((x) => x, [4], null).next(null)).value]; pool.terminate(); return found; }, [[1, 2], 3, 4]);
add("a class made from Pool", async () => { class Mine extends everyCore.Pool { map(fn, items) { return super.map(fn, items, 1); } } const pool = new Mine(1); const found = await pool.map((x) => 2 * x, [4]); pool.terminate(); return [found, pool instanceof everyCore.Pool]; }, [[8], true]);
add("cpu_count", () => everyCore.cpu_count() === navigator.hardwareConcurrency, true);

// ---- the rest of the contract ----
add("get(timeoutMs)", on(1, async (pool) => { const job = pool.apply_async(() => new Promise((r) => setTimeout(r, 300, "late"))); return [await name(job.get(1)), await job.get()]; }), ["TimeoutError", "late"]);
add("a short task does not wait behind a long one", on(2, async (pool) => { const long = pool.apply_async(() => new Promise(() => {})); const short = await inTime(Promise.all([1, 2, 3].map((x) => pool.apply((x) => x, [x])))); return [short, long.ready()]; }), [[1, 2, 3], false]);
add("ten thousand calls", on(2, async (pool) => (await inTime(Promise.all(Array.from({ length: 10000 }, (_, i) => pool.apply((x) => x, [i]))))).every((x, i) => x === i)), true);
add("a hundred functions", on(1, async (pool) => { let sum = 0; for (let i = 0; i < 250; i++) sum += await pool.apply({ toString: 0, fn: [(x) => x, (x) => x + 1, (x) => x + 2][i % 3] }.fn, [1]); return sum; }), 499);
add("a workload and a function in one pool", on(1, async (pool) => [await pool.apply("do_math", [0, 10]), await pool.apply((x) => x, [1]), await pool.apply(everyCore.primes, [0, 100])]), ["9999945", 1, "25"]);
add("a shared pool", async () => {
  if (!everyCore.environment().sharedMemory) return ["9999945", "25", "Error: Pool not running", true];
  const pool = new everyCore.Pool(2, { memory: "shared" });
  const done = await Promise.all([pool.apply("do_math", [0, 10]), pool.map("primes", [[0, 100], [0, 10]], 1).then(([first]) => first)]);
  const refused = thrown(() => pool.apply_async((x) => x)).includes("isolated");
  pool.close();
  await inTime(pool.join(), "join");
  return [...done, thrown(() => pool.map("dot", [])), refused];
}, ["9999945", "25", "Error: Pool not running", true]);
add("an empty list", on(1, (pool) => pool.map((x) => x, [])), []);
add("a list job is awaited twice", on(1, async (pool) => { const job = pool.map((x) => x, [1]); return [await job, await job.get(), job.successful()]; }), [[1], [1], true]);
add("map rejects at the first error", on(2, (pool) => said(pool.map((x) => { if (x === 0) throw new Error("zero"); return new Promise(() => {}); }, [0, 1]))), "Error: zero");
add("join after a failed map whose other chunk never ends", tallied(2, async (pool) => said(pool.map((x) => { if (x === 0) throw new Error("zero"); return new Promise(() => {}); }, [0, 1]))), ["Error: zero", tally(0, 1)]);
add("an endless task is ended by terminate", async () => { const pool = new everyCore.Pool(1); const job = pool.apply_async(() => { for (;;); }); await wait(50); pool.terminate(); return [await name(job.get()), await inTime(pool.join())]; }, ["AbortError", tally(0, 1, 0)]);

return (async () => {
  const wrong = [];
  for (const { name, run, expected } of cases) {
    const got = await inTime(Promise.resolve().then(run), name).catch((error) => `threw ${error?.name}: ${error?.message}`);
    const [text, right] = [got, expected].map((value) => JSON.stringify(value));
    if (text !== right) wrong.push(`${name}: ${text}, not ${right}`);
  }
  return { count: cases.length, wrong };
})();
