// Random programs over the calls of `everyCore.Pool`, compared with a model of what Python's pool does. `args` is the seed and their number.

const { Error } = window;
const [seed, count] = args;
const LIMIT_MS = 60000;

/** Returns a generator of whole numbers below its argument. The same seed gives the same numbers. */
const randomOf = (state) => (below) => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
};
const inTime = (promise, what) => {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`HANGS: ${what}`)), LIMIT_MS); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

// Each function, and what the model says of an item: a value, or an error's message.
const FUNCTIONS = [
  [(x) => x * x, (x) => ({ value: x * x })],
  [async (x) => x + 1, (x) => ({ value: x + 1 })],
  [(x) => { if (x % 5 === 4) throw new RangeError(`bad ${x}`); return -x; }, (x) => (x % 5 === 4 ? { error: `bad ${x}` } : { value: -x })],
  [(x) => new Promise((resolve, reject) => setTimeout(() => (x % 7 === 3 ? reject(new Error(`no ${x}`)) : resolve([x])), x % 3)), (x) => (x % 7 === 3 ? { error: `no ${x}` } : { value: [x] })],
  [(x) => ({ text: "t".repeat(x % 4), more: { x } }), (x) => ({ value: { text: "t".repeat(x % 4), more: { x } } })],
  [(x) => { Promise.reject(0); self.postMessage(x); return x; }, (x) => ({ value: x })],
];
const PARTS = ["apply", "map", "starmap", "map_async", "imap", "imap_unordered"];

function draw(random) {
  const ops = Array.from({ length: 1 + random(5) }, () => {
    const n = random(12);
    return { kind: PARTS[random(PARTS.length)], fn: random(FUNCTIONS.length), items: Array.from({ length: n }, () => random(50)), chunk: random(3) ? 1 + random(5) : undefined,
      source: random(3), read: random(4), calledBack: random(2) === 0 };
  });
  return { size: 1 + random(3), ops, end: random(4) ? "close" : "terminate", limit: random(5) ? undefined : 1 + random(3) };
}

const sourceOf = (items, kind) => [items, (function* () { yield* items; })(), (async function* () { yield* items; })()][kind];

async function runOne(program) {
  const pool = new everyCore.Pool(program.size, program.limit ? { maxtasksperchild: program.limit } : {});
  const wrong = [];
  const isEnded = program.end === "terminate";
  const expectJob = async (what, job, isRight) => {
    const got = await inTime(job.then((value) => ({ value }), (error) => ({ error: error.message, name: error.name })), what);
    if (!(isRight(got) || (isEnded && got.name === "AbortError"))) wrong.push(`${what} gave ${JSON.stringify(got)}`);
  };
  let failing = 0;
  const running = program.ops.map(({ kind, fn, items, chunk, source, read, calledBack }, index) => {
    const [call, model] = FUNCTIONS[fn];
    const what = `${index} ${kind}`;
    const expected = items.map(model);
    const errors = expected.filter(({ error }) => error).map(({ error }) => error);
    const text = JSON.stringify(expected.map(({ value }) => value));
    const isList = (got) => (errors.length > 0 ? errors.includes(got.error) : JSON.stringify(got.value) === text);
    if (kind === "apply") {
      const [item = 0] = items;
      const one = model(item);
      if (one.error) failing += 1;
      const heard = [];
      const job = pool.apply_async(call, [item], calledBack ? { callback: (value) => heard.push(value), error_callback: (error) => heard.push(error) } : undefined);
      return expectJob(what, job.get(), (got) => (one.error ? got.error === one.error : JSON.stringify(got.value) === JSON.stringify(one.value)) && (!calledBack || heard.length === 1));
    }
    if (kind === "map" || kind === "map_async" || kind === "starmap") {
      if (errors.length > 0) failing += 1;
      const given = sourceOf(kind === "starmap" ? items.map((item) => [item]) : items, source);
      return expectJob(what, pool[kind](call, given, chunk).get(), isList);
    }
    if (errors.length > 0) failing += 1;
    const stream = pool[kind](call, sourceOf(items, source), chunk);
    return (async () => {
      const got = [];
      // It is read to its end, or given up after a while: the rest is then read by join().
      const most = read === 0 ? 2 : Infinity;
      while (got.length < most) {
        const step = await inTime(stream.next().catch((error) => error), what);
        if (step.done) break;
        got.push("value" in step ? { value: step.value } : { error: step.message, name: step.name });
      }
      const isWhole = most === Infinity;
      const aborted = got.some(({ name }) => name === "AbortError");
      const texts = (list) => list.map(({ value, error }) => JSON.stringify(error ?? value));
      const [all, right] = [texts(got.filter(({ name }) => name !== "AbortError")), texts(expected)];
      const isPart = kind === "imap" ? all.every((one, place) => one === right[place]) : all.every((one) => right.includes(one));
      const isDone = isWhole ? all.length === right.length : all.length === Math.min(most, right.length);
      if (!isPart || !(isDone || (isEnded && aborted))) wrong.push(`${what} gave ${JSON.stringify(got)}, not ${right}`);
    })();
  });
  if (isEnded) {
    await new Promise((resolve) => setTimeout(resolve, program.ops.length * 3));
    pool.terminate();
  } else pool.close();
  const tally = await inTime(pool.join(), "join");
  await Promise.all(running);
  if (tally.completed + tally.failed !== program.ops.length) wrong.push(`the tally ${JSON.stringify(tally)} is not of ${program.ops.length}`);
  if (!isEnded && tally.failed !== failing) wrong.push(`${tally.failed} failed, not ${failing}`);
  return wrong;
}

return (async () => {
  const wrong = [];
  let next = 0;
  const hand = async () => {
    while (next < count) {
      const number = next++;
      const program = draw(randomOf(seed + number));
      const found = await runOne(program).catch((error) => [`threw ${error?.name}: ${error?.message}`]);
      for (const text of found) wrong.push(`program ${number} (${JSON.stringify(program)}): ${text}`);
    }
  };
  await Promise.all([hand(), hand(), hand()]);
  return wrong;
})();
