//! Tests of `everyCore.Pool` by the rows of `docs/POOL.md`: cases that hang in Python's Pool and must not hang here.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::process::is_in_time;
use crate::server::{Behaviour, Fault};
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    every_job_ends,
    [Chromium, Firefox],
    [
        a_worker_that_ends_silently_rejects_its_jobs,
        what_a_task_leaves_behind_ends_no_job,
        terminate_rejects_every_job,
        a_timeout_leaves_the_job_running,
        an_uncollected_error_is_counted_and_not_logged,
        a_pool_whose_workers_do_not_load_reports_an_error,
    ]
);
in_one_browser!(
    every_job_ends_in_webkit_plain,
    [WebKitPlain],
    [a_worker_that_ends_silently_rejects_its_jobs, terminate_rejects_every_job, a_timeout_leaves_the_job_running,]
);
in_one_browser!(
    every_job_ends_in_webkit,
    [WebKit],
    [
        what_a_task_leaves_behind_ends_no_job,
        an_uncollected_error_is_counted_and_not_logged,
        a_pool_whose_workers_do_not_load_reports_an_error,
    ]
);

/// Functions for all scripts. `inTime` adds a timeout, so that a job that hangs fails with its name.
const HELPERS: &str = "
    const inTime = (promise, what) => Promise.race([promise, new Promise((_, reject) =>
        setTimeout(() => reject(new Error(`HANGS: ${what}`)), 60000))]);
    const outcome = (promise, what) => inTime(promise, what).then(
        (value) => ({ value }), (error) => ({ name: error?.name, message: error?.message ?? String(error), stack: error?.stack }));
    const thrown = (action) => { try { action(); } catch (error) { return `${error.name}: ${error.message}`; } return 'nothing'; };
";

/// Opens the page and runs a script with the helpers.
pub(crate) async fn on_page(page: &Page, body: &str) -> Result<Value> {
    page.open().await?;
    again(page, body).await
}

pub(crate) async fn again(page: &Page, body: &str) -> Result<Value> {
    page.call(&format!("{HELPERS}{body}"), Value::Null).await
}

// In Python, killing a worker leaves its job waiting for ever.
async fn a_worker_that_ends_silently_rejects_its_jobs(page: Page) -> Result<()> {
    let body = "
        const pool = new everyCore.Pool(2);
        const lost = pool.apply_async(() => { self.close(); return new Promise(() => {}); });
        const other = pool.apply_async((x) => x + 1, [41]);
        const result = { lost: await outcome(lost.get(), 'the lost job'), other: await outcome(other.get(), 'the other job') };
        // A new worker has replaced the lost one.
        result.after = await outcome(pool.map((x) => x * 2, [1, 2, 3, 4]), 'the next jobs');
        pool.close();
        result.tally = await inTime(pool.join(), 'join');
        return result;";
    let result = on_page(&page, body).await?;
    assert_eq!(result["lost"]["name"], json!("BrokenPoolError"), "{result}");
    assert_eq!(result["other"]["value"], json!(42), "{result}");
    assert_eq!(result["after"]["value"], json!([2, 4, 6, 8]), "{result}");
    assert_eq!(result["tally"], json!({ "completed": 2, "failed": 1, "uncollected": 0, "stray": 0 }));
    Ok(())
}

async fn what_a_task_leaves_behind_ends_no_job(page: Page) -> Result<()> {
    let body = "
        const pool = new everyCore.Pool(1);
        const job = pool.apply_async(() => new Promise((resolve) => {
            setTimeout(() => { throw new Error('too late'); });
            setTimeout(resolve, 50, 'done');
        }));
        const list = pool.map((i) => { Promise.reject(new Error('left behind')); return i; }, [0, 1, 2]);
        const result = [await outcome(job.get(), 'the job'), await outcome(list.get(), 'the list')];
        pool.close();
        return { result, tally: await inTime(pool.join(), 'join') };";
    let result = on_page(&page, body).await?;
    assert_eq!(result["result"], json!([{ "value": "done" }, { "value": [0, 1, 2] }]));
    assert_eq!(result["tally"], json!({ "completed": 2, "failed": 0, "uncollected": 0, "stray": 4 }));
    let console = page.console().await?.join("\n");
    for text in ["too late", "left behind"] {
        assert!(console.contains(text), "{text} is not on the console: {console}");
    }
    Ok(())
}

// In Python, `get()` hangs after `terminate()`.
async fn terminate_rejects_every_job(page: Page) -> Result<()> {
    let body = "
        const pool = new everyCore.Pool(2);
        await inTime(pool.apply_async(() => 0).get(), 'the first job');
        const jobs = [pool.apply_async(() => { for (;;); }), pool.apply_async(async () => new Promise(() => {})),
            pool.apply_async(() => 'queued'), pool.map((x) => x, [1, 2, 3])];
        const stream = pool.imap((x) => x, [1, 2]);
        const waiting = [jobs[0].get(), jobs[0].wait(), stream.next()].map((promise) => outcome(promise, 'before'));
        await new Promise((resolve) => setTimeout(resolve, 100));
        const begin = performance.now();
        pool.terminate();
        pool.terminate();
        const before = await Promise.all(waiting);
        const after = await Promise.all(jobs.map((job) => outcome(job.get(), 'after')));
        return { before, after, tookMs: performance.now() - begin, end: await outcome(stream.next(), 'the stream'),
            tally: await inTime(pool.join(), 'join'), submit: thrown(() => pool.apply_async(() => 1)) };";
    let result = on_page(&page, body).await?;
    let aborted = |outcome: &Value| outcome["name"] == json!("AbortError");
    assert!(aborted(&result["before"][0]) && aborted(&result["before"][2]), "{result}");
    assert!(result["before"][1]["name"].is_null(), "wait() must not reject: {result}");
    assert!(result["after"].as_array().is_some_and(|jobs| jobs.iter().all(aborted)), "{result}");
    assert!(result["tookMs"].as_f64().is_some_and(|took_ms| is_in_time(took_ms, 500.0)), "{result}");
    assert_eq!(result["end"]["value"]["done"], json!(true), "{result}");
    assert_eq!(result["tally"], json!({ "completed": 1, "failed": 5, "uncollected": 0, "stray": 0 }));
    assert_eq!(result["submit"], json!("Error: Pool not running"));
    Ok(())
}

async fn a_timeout_leaves_the_job_running(page: Page) -> Result<()> {
    let body = "
        const pool = new everyCore.Pool(1);
        const job = pool.apply_async((ms) => new Promise((resolve) => setTimeout(resolve, ms, 'done')), [600]);
        const early = await outcome(job.get(1), 'get(1)');
        await inTime(job.wait(1), 'wait(1)');
        const result = { early, ready: job.ready(), successful: thrown(() => job.successful()) };
        result.late = await outcome(job.get(60000), 'get(60000)');
        result.readyAfter = job.ready();
        result.successfulAfter = job.successful();
        result.twice = await outcome(job.get(0), 'a second get');
        pool.close();
        return { ...result, tally: await inTime(pool.join(), 'join') };";
    let result = on_page(&page, body).await?;
    assert_eq!(result["early"]["name"], json!("TimeoutError"), "{result}");
    assert_eq!((&result["ready"], &result["readyAfter"]), (&json!(false), &json!(true)));
    assert!(result["successful"].as_str().is_some_and(|text| text.contains("not ready")), "{result}");
    assert_eq!((&result["late"]["value"], &result["twice"]["value"]), (&json!("done"), &json!("done")));
    assert_eq!(result["successfulAfter"], json!(true));
    assert_eq!(result["tally"], json!({ "completed": 1, "failed": 0, "uncollected": 0, "stray": 0 }));
    Ok(())
}

// In Python, an error is lost unless `get()` is called.
async fn an_uncollected_error_is_counted_and_not_logged(page: Page) -> Result<()> {
    let body = "
        const pool = new everyCore.Pool(2);
        pool.apply_async(() => { throw new Error('unseen'); });
        pool.map(() => { throw new Error('unseen'); }, [1, 2, 3]);
        pool.imap(() => { throw new Error('unseen'); }, [1, 2, 3]);
        const seen = pool.apply_async(() => { throw new Error('seen'); });
        const fetched = await outcome(seen.get(), 'the job with the seen error');
        pool.close();
        return { fetched, tally: await inTime(pool.join(), 'join') };";
    let result = on_page(&page, body).await?;
    assert_eq!(result["fetched"]["message"], json!("seen"));
    assert_eq!(result["tally"], json!({ "completed": 0, "failed": 4, "uncollected": 3, "stray": 0 }));
    let noise: Vec<_> = page.console().await?.into_iter().filter(|line| line.contains("unseen")).collect();
    assert!(noise.is_empty(), "{noise:?}");
    Ok(())
}

async fn a_pool_whose_workers_do_not_load_reports_an_error(page: Page) -> Result<()> {
    page.open().await?;
    page.server.behave(Behaviour { faults: vec![("worker.js", Fault::Missing)], ..Behaviour::default() });
    let body = "
        const pool = new everyCore.Pool(2);
        const job = await outcome(pool.apply_async(() => 1).get(), 'the job');
        return { job, submit: thrown(() => pool.apply_async(() => 1)), tally: await inTime(pool.join(), 'join') };";
    let result = again(&page, body).await?;
    assert_eq!(result["job"]["name"], json!("BrokenPoolError"), "{result}");
    assert!(
        result["submit"].as_str().is_some_and(|text| text.contains("Pool not running: the worker's script")),
        "{result}"
    );
    assert_eq!(result["tally"]["failed"], json!(1));
    Ok(())
}
