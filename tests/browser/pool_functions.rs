//! Tests of `everyCore.Pool`: the functions it runs, the arguments it rejects, and the effect of a Content-Security-Policy.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::pool::{again, on_page};
use crate::server::{Behaviour, Fault};
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    functions_and_workloads,
    [Chromium],
    [
        workloads_run_in_isolated_memory,
        shared_memory_runs_workloads_and_rejects_functions,
        invalid_arguments_are_rejected_by_name,
        a_policy_of_the_page_alone_allows_functions,
        a_policy_on_every_file_is_reported_as_the_reason,
    ]
);
in_one_browser!(
    functions_and_workloads_in_firefox,
    [Firefox],
    [
        workloads_run_in_isolated_memory,
        shared_memory_runs_workloads_and_rejects_functions,
        a_policy_of_the_page_alone_allows_functions,
        a_policy_on_every_file_is_reported_as_the_reason,
    ]
);
in_one_browser!(
    functions_and_workloads_in_webkit,
    [],
    also: [WebKit],
    [
        shared_memory_runs_workloads_and_rejects_functions,
        a_policy_of_the_page_alone_allows_functions,
        a_policy_on_every_file_is_reported_as_the_reason,
    ]
);
in_one_browser!(
    functions_and_workloads_in_webkit_plain,
    [WebKitPlain],
    [workloads_run_in_isolated_memory, a_shared_pool_without_shared_memory_is_rejected,]
);

/// A script that submits slices of every workload in several ways, and returns their sums with the checksum of a verified run.
const WORKLOADS: &str = "
    const pool = new everyCore.Pool(2, { memory: MEMORY });
    const steps = { do_math: 3000001, do_math_simd: 3000001, mandelbrot: 10000, primes: 20000, dot: 1000 };
    const result = {};
    for (const [name, n] of Object.entries(steps)) {
        const bound = (i) => Math.floor((n * i) / 7);
        const ranges = [0, 1, 2, 3, 4, 5, 6].map((i) => [bound(i), bound(i + 1), n]);
        const sum = (sums) => String(BigInt.asUintN(64, sums.reduce((all, one) => all + BigInt(one), 0n)));
        const jobs = ranges.map((range) => pool.apply_async(everyCore[name], range));
        const streamed = [];
        for await (const one of pool.imap(name, ranges, 2)) streamed.push(one);
        result[name] = [(await everyCore.run({ strategy: 'serial', workload: name, steps: n })).checksum,
            sum(await inTime(Promise.all(jobs.map((job) => job.get())), name)), sum(await inTime(pool.starmap(name, ranges), name)),
            sum(await inTime(pool.map(everyCore[name], ranges, 3), name)), sum(streamed), everyCore[name](0, n)];
    }
    const refused = thrown(() => pool.apply_async((x) => x, [1]));
    const busy = pool.apply_async('do_math', [0, 1e11]);
    pool.terminate();
    return { result, refused, busy: await outcome(busy.get(), 'a long job'), tally: await inTime(pool.join(), 'join') };";

/// Checks the sums. `pending` jobs are unfinished when the pool is terminated.
async fn workloads_add_up(page: &Page, memory: &str, pending: u32) -> Result<Value> {
    let result = on_page(page, &WORKLOADS.replace("MEMORY", memory)).await?;
    for (name, sums) in result["result"].as_object().into_iter().flatten() {
        let sums = sums.as_array().map(Vec::as_slice).unwrap_or_default();
        assert!(sums.len() == 6 && sums.iter().all(|sum| *sum == sums[0]), "{name}: {sums:?}");
    }
    assert_eq!(result["result"].as_object().map(serde_json::Map::len), Some(5), "{result}");
    assert_eq!(result["busy"]["name"], json!("AbortError"), "{result}");
    assert_eq!(result["tally"]["failed"], json!(pending));
    Ok(result)
}

async fn workloads_run_in_isolated_memory(page: Page) -> Result<()> {
    let result = workloads_add_up(&page, "'isolated'", 2).await?;
    assert_eq!(result["refused"], json!("nothing"));
    Ok(())
}

async fn shared_memory_runs_workloads_and_rejects_functions(page: Page) -> Result<()> {
    let result = workloads_add_up(&page, "'shared'", 1).await?;
    let refused = result["refused"].as_str().unwrap_or_default();
    assert!(refused.starts_with("TypeError: fn") && refused.contains("isolated"), "{refused}");
    Ok(())
}

async fn a_shared_pool_without_shared_memory_is_rejected(page: Page) -> Result<()> {
    let body = "return thrown(() => new everyCore.Pool(2, { memory: 'shared' }))";
    let refused = on_page(&page, body).await?;
    assert!(
        refused.as_str().is_some_and(|text| text.starts_with("NotIsolatedError") && text.contains("Cross-Origin")),
        "{refused}"
    );
    Ok(())
}

/// An expression, and the beginning of the error it throws.
const REFUSED: [(&str, &str); 28] = [
    ("new everyCore.Pool(0)", "RangeError: processes"),
    ("new everyCore.Pool(257)", "RangeError: processes"),
    ("new everyCore.Pool(1.5)", "RangeError: processes"),
    ("new everyCore.Pool('2')", "TypeError: processes"),
    ("new everyCore.Pool(1, { memory: 'common' })", "RangeError: memory"),
    ("new everyCore.Pool(1, { memory: 1 })", "TypeError: memory"),
    ("new everyCore.Pool(1, 'shared')", "TypeError: options"),
    ("pool.apply_async()", "TypeError: fn"),
    ("pool.apply_async(7)", "TypeError: fn"),
    ("pool.apply_async('do_maths', [0, 1])", "RangeError: fn"),
    ("pool.apply_async(Math.sqrt, [4])", "TypeError: fn"),
    ("pool.apply_async(function () {}.bind(1))", "TypeError: fn"),
    ("pool.apply_async((x) => x, 7)", "TypeError: args"),
    ("pool.apply_async((x) => x, 'ab')", "TypeError: args"),
    ("pool.apply_async('do_math')", "TypeError: args"),
    ("pool.apply_async('do_math', [0])", "TypeError: args"),
    ("pool.apply_async('do_math', [0, 0.5])", "TypeError: args"),
    ("pool.apply_async('do_math', [5, 4])", "TypeError: args"),
    ("pool.apply_async('do_math', [-1, 4])", "TypeError: args"),
    ("pool.apply_async('do_math', [0, 1e12 + 1])", "TypeError: args"),
    ("pool.map((x) => x, 7)", "TypeError: items"),
    ("pool.map((x) => x, { length: 2 })", "TypeError: items"),
    ("pool.imap((x) => x)", "TypeError: items"),
    ("pool.map('do_math', [1, 2])", "TypeError: args"),
    ("pool.map((x) => x, [1], 0)", "RangeError: chunksize"),
    ("pool.imap((x) => x, [1], '2')", "TypeError: chunksize"),
    ("pool.apply_async((x) => x).get(-1)", "RangeError: timeoutMs"),
    ("pool.apply_async((x) => x).wait('soon')", "TypeError: timeoutMs"),
];

async fn invalid_arguments_are_rejected_by_name(page: Page) -> Result<()> {
    // The cases are written as functions, because the page's policy forbids evaluating text.
    let cases = REFUSED.map(|(expression, _)| format!("() => {expression}")).join(", ");
    let body = format!(
        "const pool = new everyCore.Pool(1);
         const result = [{cases}].map(thrown);
         const join = thrown(() => pool.join());
         pool.close();
         return {{ result, join, submit: ['apply_async', 'map', 'starmap', 'imap', 'imap_unordered'].map((name) =>
             thrown(() => pool[name]((x) => x, []))), tally: await inTime(pool.join(), 'join') }};"
    );
    let result = on_page(&page, &body).await?;
    let mut wrong = Vec::new();
    for (index, (expression, expected)) in REFUSED.into_iter().enumerate() {
        let thrown = result["result"][index].as_str().unwrap_or_default();
        if !thrown.starts_with(expected) {
            wrong.push(format!("{expression} should throw {expected} but threw {thrown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(result["join"], json!("Error: Pool is still running"));
    assert_eq!(result["submit"], json!(vec!["Error: Pool not running"; 5]));
    assert_eq!(
        result["tally"],
        json!({ "completed": 2, "failed": 0, "uncollected": 0, "stray": 0 }),
        "only two of the calls are valid"
    );
    Ok(())
}

/// A policy that allows everything the page needs, but not evaluating text.
const POLICY: &str = "script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'";
const ONE_OF_EACH: &str = "
    const pool = new everyCore.Pool(1);
    const result = [await outcome(pool.apply_async('do_math', [0, 10]).get(), 'a workload'), await outcome(pool.apply_async((x) => x, [1]).get(), 'a function')];
    pool.terminate();
    return result;";

async fn a_policy_of_the_page_alone_allows_functions(page: Page) -> Result<()> {
    let with = "<meta http-equiv=\"content-security-policy\" content=\"script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'\"><meta charset";
    let faults = vec![("index.html", Fault::Replaced { what: "<meta charset", with })];
    page.server.behave(Behaviour { faults, ..Behaviour::default() });
    page.load("index.html").await?;
    page.until("window.everyCore is defined", "typeof window.everyCore === 'object'").await?;
    let result = again(&page, ONE_OF_EACH).await?;
    assert_eq!((&result[0]["value"], &result[1]["value"]), (&json!("9999945"), &json!(1)), "{result}");
    Ok(())
}

async fn a_policy_on_every_file_is_reported_as_the_reason(page: Page) -> Result<()> {
    page.server.behave(Behaviour { policy: Some(POLICY), ..Behaviour::default() });
    let result = on_page(&page, ONE_OF_EACH).await?;
    assert_eq!(result[0]["value"], json!("9999945"), "{result}");
    assert!(result[1]["message"].as_str().is_some_and(|text| text.contains("Content-Security-Policy")), "{result}");
    Ok(())
}
