//! Exported reports: a table, and a trace that follows its format.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    exported_files,
    [Chromium],
    [traces_follow_the_trace_event_format, the_table_has_every_sample, a_script_gets_the_interval_of_the_reports,]
);

async fn traces_follow_the_trace_event_format(page: Page) -> Result<()> {
    page.open().await?;
    for strategy in ["serial", "interleaved", "isolated", "shared"] {
        let options = json!({ "strategy": strategy, "workers": 3, "tiles": 20, "steps": 5_000_000 });
        let text: String = page.call("return everyCore.trace(await everyCore.run(args))", options).await?;
        let workers = if strategy == "serial" { 1 } else { 3 };
        check_trace(&serde_json::from_str(&text)?, workers);
    }
    let thrown = page.call_throws("return everyCore.trace({ strategy: 'serial' })", Value::Null).await?;
    assert!(thrown.name == "TypeError" && thrown.message.contains("report"), "{thrown}");
    Ok(())
}

/// Checks that every event has a name, a known kind, finite `ts` and `dur`, that each worker has a named track, and that slices
/// nest.
fn check_trace(trace: &Value, workers: usize) {
    let events = trace["traceEvents"].as_array().expect("traceEvents is not an array");
    let mut tracks: std::collections::BTreeMap<u64, Vec<(f64, f64)>> = std::collections::BTreeMap::new();
    let mut named = std::collections::BTreeSet::new();
    for event in events {
        assert!(event["name"].is_string() && event["pid"].is_u64() && event["tid"].is_u64(), "{event}");
        let finite = |name: &str| event[name].as_f64().filter(|value| value.is_finite() && *value >= 0.0);
        let (ts, dur) = (finite("ts").expect("a finite ts"), finite("dur").expect("a finite dur"));
        let tid = event["tid"].as_u64().expect("checked");
        match event["ph"].as_str() {
            Some("M") if event["name"] == json!("thread_name") => {
                assert!(event["args"]["name"].is_string(), "{event}");
                named.insert(tid);
            }
            Some("M") => {}
            Some("X") => tracks.entry(tid).or_default().push((ts, ts + dur)),
            other => panic!("an event of kind {other:?}: {event}"),
        }
    }
    assert_eq!(named.len(), workers + 1, "the named tracks are not those of the workers and the page");
    for (tid, mut slices) in tracks {
        assert!(named.contains(&tid), "track {tid} has no name");
        // Slices are sorted by start, the longer first. So each lies within the one it is nested in, or starts after that one's
        // end.
        slices.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut open: Vec<(f64, f64)> = Vec::new();
        for slice in slices {
            open.retain(|outer| outer.1 > slice.0);
            assert!(open.iter().all(|outer| slice.1 <= outer.1), "{slice:?} does not nest in {open:?} on track {tid}");
            open.push(slice);
        }
    }
}

async fn the_table_has_every_sample(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const compare = await everyCore.compare({ workers: 2, rounds: 3, steps: 1e6 });
        const sweep = await everyCore.sweep({ sizes: [1, 2], rounds: 2, steps: 1e6 });
        const tenfold = await everyCore.tenfold({ strategies: ['isolated'], workers: 2, rounds: 1, steps: 1e6 });
        return [compare, sweep, tenfold].map((report) => everyCore.csv(report))";
    let tables: Vec<String> = page.call(body, Value::Null).await?;
    for (table, samples) in tables.iter().zip([4 * 3, 3 * 2, 4]) {
        let lines: Vec<_> = table.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 1 + samples, "{table}");
        assert!(lines.iter().all(|line| line.split(',').count() == 8), "{table}");
        assert!(lines[1].starts_with("do_math,serial,1,1000000,1,1,"), "{}", lines[1]);
    }
    // Text that a script passes is quoted as each format requires.
    let made = "const medianRun = { workload: 'a \"name\",\\n', strategy: 'x', workers: 1, steps: 5, tiles: 1, elapsedMs: 2,
            perWorker: [{ worker: 0, beginMs: 0, endMs: 1, tiles: 1 }], tileLog: [{ worker: 0, start: 0, end: 5, beginMs: 0, endMs: 1 }] };
        const entry = { strategy: 'x', medianRun, samplesMs: [2], outliers: [] };
        const table = everyCore.csv({ schema: 'every-core/compare/1', strategies: [entry] });
        return [table.slice(table.indexOf('\\r\\n') + 2), JSON.parse(everyCore.trace(medianRun)).traceEvents[3].name]";
    let [table, name]: [String; 2] = page.call(made, Value::Null).await?;
    assert_eq!(table, "\"a \"\"name\"\",\n\",x,1,5,1,1,2,false\r\n");
    assert_eq!(name, "a \"name\",\n, x");
    // A spreadsheet would take such a text for a formula.
    let live = "const medianRun = { workload: '=1+1', workers: 1, steps: 5, tiles: 1 };
        const entries = ['+1', '-1', '@A1', '\\t=1', '=\"1\"'].map((strategy) => ({ strategy, medianRun, samplesMs: [-2], outliers: [] }));
        return everyCore.csv({ schema: 'every-core/compare/1', strategies: entries }).split('\\r\\n').slice(1, -1)";
    let rows: Vec<String> = page.call(live, Value::Null).await?;
    let row = |strategy: &str| format!("'=1+1,{strategy},1,5,1,1,-2,false");
    assert_eq!(rows, ["'+1", "'-1", "'@A1", "'\t=1", "\"'=\"\"1\"\"\""].map(row));
    let thrown = page.call_throws("return everyCore.csv({ schema: 'every-core/run/1' })", Value::Null).await?;
    assert_eq!(thrown.name, "TypeError", "{thrown}");
    Ok(())
}

async fn a_script_gets_the_interval_of_the_reports(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const { strategies } = await everyCore.compare({ strategy: 'isolated', workers: 2, rounds: 5, steps: 1e6, seed: 1 });
        const [serial, pool] = strategies.map(({ samplesMs }) => samplesMs);
        const { value, low, high } = everyCore.medianInterval(serial.map((ms, round) => ms / pool[round]));
        const { speedup, speedupLow, speedupHigh } = strategies[1];
        return [[value, low, high], [speedup, speedupLow, speedupHigh]]";
    let [own, reported]: [[f64; 3]; 2] = page.call(body, Value::Null).await?;
    assert_eq!(own, reported);
    for values in ["undefined", "[]", "'12'", "[1, NaN]", "[1, '2']", "new Array(1001).fill(1)"] {
        let thrown = page.call_throws(&format!("return everyCore.medianInterval({values})"), Value::Null).await?;
        assert!(thrown.name == "TypeError" && thrown.message.starts_with("values: "), "{values}: {thrown}");
    }
    Ok(())
}
