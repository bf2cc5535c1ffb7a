//! Tests of `everyCore.Pool`: results, errors and their order, by the rows of `docs/POOL.md` that do not hang in Python.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::pool::on_page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    results_and_errors,
    [Chromium],
    [
        results_have_the_order_of_the_items,
        a_chunk_is_sent_in_one_message,
        streams_read_items_only_for_free_workers,
        errors_keep_their_name_message_and_stack,
        functions_of_every_form_are_sent,
    ]
);
in_one_browser!(
    results_and_errors_in_firefox_and_webkit_plain,
    [Firefox],
    also: [WebKitPlain],
    [
        results_have_the_order_of_the_items,
        streams_read_items_only_for_free_workers,
        errors_keep_their_name_message_and_stack,
        functions_of_every_form_are_sent,
    ]
);

async fn results_have_the_order_of_the_items(page: Page) -> Result<()> {
    let body = "
        const pool = new everyCore.Pool(3);
        const late = (x) => new Promise((resolve) => setTimeout(resolve, x % 2 ? 60 : 0, x * x));
        const collect = async (stream) => { const all = []; for await (const item of stream) all.push(item); return all; };
        const items = [1, 2, 3, 4, 5, 6, 7];
        const ask = [pool.map(late, items), pool.map(late, new Set(items), 2), pool.map((x) => [x, undefined], [1, 2], 5).get(),
            pool.starmap((a, b) => a - b, [[5, 3], [1, 1]]), collect(pool.imap(late, items)), collect(pool.imap(late, items, 3)),
            collect(pool.imap_unordered(late, items)), pool.map(late, []), collect(pool.imap(late, [])), pool.map((c) => c, 'abc')];
        const result = await inTime(Promise.all(ask), 'all results');
        const chain = [await pool.map(late, [2]).then((all) => all[0]), await pool.map(null_, [1]).catch(() => 'caught')];
        function null_() { return null.x; }
        pool.close();
        return { result, chain, tally: await inTime(pool.join(), 'join') };";
    let result = on_page(&page, body).await?;
    let squares = json!([1, 4, 9, 16, 25, 36, 49]);
    for index in [0, 1, 4, 5] {
        assert_eq!(result["result"][index], squares, "{index}: {result}");
    }
    assert_eq!(result["result"][2], json!([[1, null], [2, null]]), "{result}");
    assert_eq!(result["result"][3], json!([2, 0]));
    let mut unordered: Vec<u64> = serde_json::from_value(result["result"][6].clone())?;
    unordered.sort_unstable();
    assert_eq!(json!(unordered), squares);
    assert_eq!((&result["result"][7], &result["result"][8]), (&json!([]), &json!([])));
    assert_eq!(result["result"][9], json!(["a", "b", "c"]));
    assert_eq!(result["chain"], json!([4, "caught"]));
    assert_eq!(result["tally"], json!({ "completed": 11, "failed": 1, "uncollected": 0, "stray": 0 }));
    Ok(())
}

async fn a_chunk_is_sent_in_one_message(page: Page) -> Result<()> {
    // The function counts its calls since the last turn of the worker's event loop. A chunk is one sequence of such calls.
    let body = "
        const pool = new everyCore.Pool(2);
        const ran = await inTime(pool.map(() => {
            if (!self.counted) { self.counted = { n: 0 }; setTimeout(() => { self.counted = undefined; }); }
            return ++self.counted.n;
        }, new Array(100).fill(0)), 'map');
        const post = Worker.prototype.postMessage;
        let posts = 0;
        Worker.prototype.postMessage = function (...args) { posts++; return post.apply(this, args); };
        await inTime(pool.map((x) => x, new Array(100).fill(0)), 'default');
        const byDefault = posts;
        posts = 0;
        await inTime(pool.map((x) => x, new Array(100).fill(0), 50), '50');
        Worker.prototype.postMessage = post;
        pool.terminate();
        return { longest: Math.max(...ran), byDefault, fifty: posts };";
    let result = on_page(&page, body).await?;
    assert_eq!(result["longest"].as_u64().map(|calls| calls >= 13), Some(true), "{result}");
    assert_eq!((&result["byDefault"], &result["fifty"]), (&json!(8), &json!(2)), "{result}");
    Ok(())
}

async fn streams_read_items_only_for_free_workers(page: Page) -> Result<()> {
    let body = "
        const pool = new everyCore.Pool(2);
        let given = 0;
        function* endless() { for (;;) yield given++; }
        const seen = [];
        for await (const item of pool.imap((x) => x, endless())) { seen.push(item); if (seen.length === 5) break; }
        const atBreak = given;
        const after = await inTime(pool.map((x) => x, [1, 2]), 'the next job');
        function* broken() { yield 1; yield 2; throw new Error('no third'); }
        const stream = pool.imap((x) => x * 10, broken());
        const parts = [];
        for (let i = 0; i < 4; i++) parts.push(await outcome(stream.next(), `item ${i}`));
        const some = pool.imap((x) => { if (x === 2) throw new RangeError('two'); return x; }, [1, 2, 3], 3);
        for (let i = 0; i < 4; i++) parts.push(await outcome(some.next(), `some ${i}`));
        const nested = pool.imap((x) => x, (function* () { yield 1; yield pool.apply_async(() => 7) && 2; })());
        for (let i = 0; i < 3; i++) parts.push(await outcome(nested.next(), `nested ${i}`));
        pool.close();
        return { seen, stopped: given === atBreak, after, parts, tally: await inTime(pool.join(), 'join') };";
    let result = on_page(&page, body).await?;
    assert_eq!(result["seen"], json!([0, 1, 2, 3, 4]));
    assert_eq!(result["stopped"], json!(true), "{result}");
    assert_eq!(result["after"], json!([1, 2]));
    let shown: Vec<Value> = result["parts"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|part| {
            if part["value"]["done"] == json!(true) {
                json!("done")
            } else if part["name"].is_string() {
                part["message"].clone()
            } else {
                part["value"]["value"].clone()
            }
        })
        .collect();
    let expected = json!([10, 20, "no third", "done", 1, "two", 3, "done", 1, 2, "done"]);
    assert_eq!(json!(shown), expected, "{result}");
    assert_eq!(result["tally"], json!({ "completed": 4, "failed": 2, "uncollected": 0, "stray": 0 }));
    Ok(())
}

async fn errors_keep_their_name_message_and_stack(page: Page) -> Result<()> {
    let body = "
        const pool = new everyCore.Pool(1);
        // Compares with `window.Error`, because Firefox runs a WebDriver script in its own realm.
        const failing = [
            function inTheWorker() { throw new TypeError('typed'); },
            () => { const error = new Error('mine'); error.name = 'MyError'; throw error; },
            async () => { throw new Error('later'); },
            () => { throw 7; }, () => { throw undefined; }, () => { throw () => 0; },
            () => () => 0, () => ({ deep: Symbol('s') }), () => missing, () => (function again() { again(); })(),
            () => { throw new DOMException('gone', 'NotFoundError'); },
        ];
        const result = [];
        for (const fn of failing) {
            const error = await inTime(pool.apply_async(fn).get(), String(fn)).then(() => 'resolved', (error) => ({ error }));
            result.push({ is: error.error, name: error.error?.name, message: error.error?.message, stack: String(error.error?.stack),
                typed: error.error instanceof window.TypeError, isError: error.error instanceof window.Error });
        }
        result.push(await outcome(pool.apply_async((x) => x, [() => 0]).get(), 'an argument that cannot be sent'));
        result.push(await outcome(pool.map((x) => x ? () => 0 : x, [0, 0, 1], 3).get(), 'a list with one bad value'));
        result.push(await outcome(pool.apply_async((x) => x, [1]).get(), 'the next job'));
        pool.terminate();
        return result;";
    let result = on_page(&page, body).await?;
    let is = |index: usize, name: &str, message: &str| {
        let error = &result[index];
        assert_eq!(error["name"], json!(name), "{index}: {error}");
        assert!(error["message"].as_str().is_some_and(|text| text.contains(message)), "{index}: {error}");
    };
    is(0, "TypeError", "typed");
    assert_eq!(result[0]["typed"], json!(true));
    assert!(result[0]["stack"].as_str().is_some_and(|stack| stack.contains("inTheWorker")), "{}", result[0]);
    is(1, "MyError", "mine");
    is(2, "Error", "later");
    assert_eq!(result[3]["is"], json!(7));
    assert_eq!((&result[4]["is"], &result[4]["isError"]), (&Value::Null, &json!(false)));
    is(5, "Error", "cannot be sent");
    is(6, "DataCloneError", "cannot be sent");
    is(7, "DataCloneError", "cannot be sent");
    is(8, "ReferenceError", "missing");
    assert_eq!(result[9]["isError"], json!(true), "{}", result[9]);
    is(10, "NotFoundError", "gone");
    is(11, "DataCloneError", "args");
    is(12, "DataCloneError", "cannot be sent");
    assert_eq!(result[13]["value"], json!(1));
    Ok(())
}

async fn functions_of_every_form_are_sent(page: Page) -> Result<()> {
    let body = "
        const pool = new everyCore.Pool(2);
        const forms = { method(a, b) { return a + b; }, async later(a, b) { return a + b; }, arrow: (a, b) => a + b // a comment
            , named: function fib(a, b) { return a ? fib(0, b) + a : b; } };
        const result = [];
        for (const fn of Object.values(forms)) result.push(await outcome(pool.apply_async(fn, [2, 3]).get(), String(fn)));
        const args = [1];
        const jobs = [];
        for (let i = 0; i < 5; i++) { args[0] = i; jobs.push(pool.apply_async((x) => x, args)); }
        const reused = await inTime(Promise.all(jobs.map((job) => job.get())), 'reused arguments');
        pool.terminate();
        return { result, reused };";
    let result = on_page(&page, body).await?;
    for index in 0..4 {
        assert_eq!(result["result"][index]["value"], json!(5), "{result}");
    }
    assert_eq!(result["reused"], json!([0, 1, 2, 3, 4]));
    Ok(())
}
