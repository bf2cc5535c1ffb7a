//! Checks that invalid options start no work and are rejected with an error that names the option.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    invalid_options_start_no_work,
    [Chromium],
    [
        invalid_options_are_rejected_by_name,
        invalid_options_reject_the_promise,
        the_error_names_the_value_and_the_limit,
        unknown_options_are_errors_everywhere,
        options_are_read_before_the_call_returns,
        arrays_of_empty_places_are_refused_at_once,
    ]
);
in_one_browser!(
    values_that_throw,
    [Chromium],
    also: [Firefox],
    [ten_thousand_throwing_calls_leave_the_program_as_it_was]
);

/// An options object in JavaScript, the name of the invalid option, and the expected error.
const REFUSED: [(&str, &str, &str); 29] = [
    ("{ workload: 'do_maths' }", "workload", "RangeError"),
    ("{ workload: 7 }", "workload", "TypeError"),
    ("{ strategy: 'fast' }", "strategy", "RangeError"),
    ("{ strategy: null }", "strategy", "TypeError"),
    ("{ workers: 0 }", "workers", "RangeError"),
    ("{ workers: -1 }", "workers", "RangeError"),
    ("{ workers: 257 }", "workers", "RangeError"),
    ("{ workers: 1.5 }", "workers", "RangeError"),
    ("{ workers: NaN }", "workers", "RangeError"),
    ("{ workers: Infinity }", "workers", "RangeError"),
    ("{ workers: '2' }", "workers", "TypeError"),
    ("{ workers: [2] }", "workers", "TypeError"),
    ("{ steps: 0 }", "steps", "RangeError"),
    ("{ steps: 1e12 + 1 }", "steps", "RangeError"),
    ("{ steps: 0.5 }", "steps", "RangeError"),
    ("{ steps: '30000000' }", "steps", "TypeError"),
    ("{ steps: NaN }", "steps", "RangeError"),
    ("{ tiles: 0 }", "tiles", "RangeError"),
    ("{ tiles: 'many' }", "tiles", "TypeError"),
    ("{ signal: 'stop' }", "signal", "TypeError"),
    ("{ workload: 'dot', steps: 1e9 }", "steps", "RangeError"),
    ("{ seed: -1 }", "seed", "RangeError"),
    ("{ rounds: 0 }", "rounds", "RangeError"),
    ("{ record: 1 }", "record", "TypeError"),
    ("{ sizes: [0] }", "sizes", "RangeError"),
    ("{ strategies: [] }", "strategies", "TypeError"),
    ("[]", "options", "TypeError"),
    ("new Map()", "options", "TypeError"),
    ("'serial'", "options", "TypeError"),
];

async fn invalid_options_are_rejected_by_name(page: Page) -> Result<()> {
    page.open().await?;
    let mut wrong = Vec::new();
    for (options, option, error) in REFUSED {
        for method in ["run", "compare", "sweep", "tenfold"] {
            let outcome = page.attempt::<Value>(&format!("return everyCore.{method}({options})"), Value::Null).await?;
            match outcome {
                Err(thrown) if thrown.name == error && thrown.message.contains(option) => {}
                Err(thrown) => wrong.push(format!("{method}({options}) should throw a {error}, but threw {thrown}")),
                Ok(_) => wrong.push(format!("{method}({options}) should throw a {error}, but ran")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

async fn invalid_options_reject_the_promise(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const promise = everyCore.run({ workers: 0 });
                if (!(promise instanceof Promise)) return 'not a promise';
                return promise.then(() => 'resolved', () => 'rejected');";
    assert_eq!(page.call::<String>(body, Value::Null).await?, "rejected");
    Ok(())
}

async fn the_error_names_the_value_and_the_limit(page: Page) -> Result<()> {
    page.open().await?;
    let thrown = page.call_throws("return everyCore.run({ workers: args })", json!(257)).await?;
    assert!(thrown.message.contains("257") && thrown.message.contains("256"), "{thrown}");
    Ok(())
}

async fn unknown_options_are_errors_everywhere(page: Page) -> Result<()> {
    page.open().await?;
    let calls = [
        ("everyCore.run({ worker: 2 })", "there is no option worker; did you mean workers?"),
        ("everyCore.compare({ stratgies: ['serial'] })", "did you mean strategies?"),
        ("everyCore.sweep({ size: [1] })", "did you mean sizes?"),
        ("everyCore.tenfold({ Steps: 10 })", "did you mean steps?"),
        ("new everyCore.Pool(1, { memroy: 'shared' })", "did you mean memory?"),
        ("everyCore.page.set({ mostWorker: 2 })", "did you mean mostWorkers?"),
        ("everyCore.run({}, {})", "argument 2: [object Object]"),
        ("everyCore.compare({}, 1)", "argument 2: 1"),
        ("everyCore.medianInterval([1], 2)", "argument 2: 2"),
        ("everyCore.csv({}, 2)", "argument 2: 2"),
        ("everyCore.csv({}, undefined, 3)", "argument 3: 3"),
        ("everyCore.page.set({}, 2)", "argument 2: 2"),
        ("everyCore.page.start('run', 2)", "argument 2: 2"),
        ("everyCore.page.start()", "experiment: undefined is not allowed; experiment must be one of compare,"),
        ("everyCore.run({ workers: { toString: () => '' } })", "workers: a value that prints as nothing"),
        ("everyCore.run({ workers: [] })", "workers: []"),
        ("everyCore.compare({ strategy: 'serial', strategies: ['serial'] })", "left out beside strategy"),
    ];
    let long = page.call_throws("return everyCore.run({ ['x'.repeat(1e5)]: 1 })", Value::Null).await?;
    assert!(long.message.len() < 400, "{} characters", long.message.len());
    for (call, words) in calls {
        let thrown = page.call_throws(&format!("return {call}"), Value::Null).await?;
        assert!(thrown.name == "TypeError" && thrown.message.contains(words), "{call}: {thrown}");
    }
    Ok(())
}

async fn options_are_read_before_the_call_returns(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const options = { strategy: 'isolated', steps: 1e5, sizes: [1] }, runs = [];
        for (const workers of [1, 2, 3]) {
            options.workers = workers;
            runs.push(everyCore.run(options));
        }
        const sweep = everyCore.sweep({ ...options, workers: 2, rounds: 1 });
        options.sizes.push(2);
        options.workers = 0;
        const reports = await Promise.all(runs);
        return [...reports.map(({ workers }) => workers), (await sweep).sizes.length]";
    assert_eq!(page.call::<[u32; 4]>(body, Value::Null).await?, [1, 2, 3, 1]);
    Ok(())
}

async fn arrays_of_empty_places_are_refused_at_once(page: Page) -> Result<()> {
    page.open().await?;
    let calls = [
        "medianInterval(new Array(4294967295))",
        "sweep({ sizes: new Array(4294967295) })",
        "compare({ strategies: new Array(4294967295) })",
        "page && new everyCore.Pool(1).map('do_math', new Array(4294967295))",
    ];
    for call in calls {
        let thrown = page.call_throws(&format!("return everyCore.{call}"), Value::Null).await?;
        assert!(thrown.name == "RangeError" && thrown.message.contains("4294967295"), "{call}: {thrown}");
    }
    Ok(())
}

/// Every function of the API gets values whose getters, proxies or conversions throw.
async fn ten_thousand_throwing_calls_leave_the_program_as_it_was(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const mine = () => { throw new Error('mine') };
        const traps = { get: mine, has: mine, ownKeys: mine, getPrototypeOf: mine, getOwnPropertyDescriptor: mine };
        const revocable = (target) => { const { proxy, revoke } = Proxy.revocable(target, {}); revoke(); return proxy; };
        const getters = {};
        for (const name of ['workers', 'steps', 'strategy', 'signal', 'memory', 'length', 'then', 'schema', 'workload', 0, 1]) {
            Object.defineProperty(getters, name, { get: mine, enumerable: true });
        }
        const values = [new Proxy({}, traps), new Proxy([1, 2], traps), new Proxy(() => 1, traps), revocable({}), revocable([]),
            revocable(() => 1), getters, Object.assign([1, 2], { toString: mine }), Object.defineProperty([1, 2], 0, { get: mine }),
            { toString: mine, valueOf: mine, [Symbol.toPrimitive]: mine }, Object.assign(() => 1, { toString: mine }),
            { get workers() { return mine(); } }, { get [Symbol.iterator]() { return mine(); } }, { [Symbol.iterator]: () => ({ next: mine }) }];
        // The last two have no option, so an experiment would run.
        const experiment = (name) => (value) => (values.indexOf(value) < values.length - 2 ? everyCore[name](value) : mine());
        const pool = new everyCore.Pool(1);
        const calls = [
            ...['run', 'compare', 'sweep', 'tenfold'].map(experiment),
            ...['workload', 'strategy', 'workers', 'steps', 'tiles', 'seed', 'signal', 'onProgress', 'record']
                .map((name) => (value) => everyCore.run({ steps: 0, [name]: value, ...(name === 'steps' ? {} : { steps: 0 }) })),
            (value) => everyCore.compare({ steps: 0, strategies: value }), (value) => everyCore.compare({ steps: 0, strategies: [value] }),
            (value) => everyCore.sweep({ steps: 0, sizes: value }), (value) => everyCore.sweep({ steps: 0, sizes: [value] }),
            (value) => everyCore.csv(value), (value) => everyCore.trace(value), (value) => everyCore.medianInterval(value),
            (value) => everyCore.do_math(value, value), (value) => everyCore.page.set(value),
            (value) => everyCore.page.set({ workload: value }), (value) => everyCore.page.start(value),
            (value) => new everyCore.Pool(value), (value) => new everyCore.Pool(1, value), (value) => new everyCore.Pool(1, { memory: value }),
            (value) => pool.apply_async('do_math', value).get(), (value) => pool.apply_async('do_math', [value, value]).get(),
            (value) => pool.apply_async((x) => 1, [value]).get(), (value) => pool.map('do_math', value).get(),
            (value) => pool.map('do_math', [value]).get(), (value) => pool.map((x) => 1, value).get(), (value) => pool.map(value, 1),
            (value) => pool.map((x) => 1, [1], value), (value) => pool.imap('do_math', value).next(),
            (value) => pool.imap('do_math', [value]).next(), (value) => pool.apply_async((x) => 1, [1]).get(value),
        ];
        let count = 0, threw = 0;
        for (let round = 0; count < 10000; round++) {
            for (const call of calls) {
                for (const value of values) {
                    count += 1;
                    try {
                        await call(value);
                    } catch (error) {
                        threw += 1;
                        if (error instanceof WebAssembly.RuntimeError) return `${call}: ${error}`;
                    }
                }
            }
        }
        const { verified } = await everyCore.run({ strategy: 'isolated', workers: 2, steps: 1e6 });
        const doubled = await pool.map((x) => 2 * x, [1, 2, 3]);
        const sum = await pool.apply_async('do_math', [0, 10]).get();
        pool.close();
        await pool.join();
        return [threw > 0.8 * count, verified, doubled.join(), sum === everyCore.do_math(0, 10)].join(' ')";
    assert_eq!(page.call::<String>(body, Value::Null).await?, "true true 2,4,6 true");
    Ok(())
}
