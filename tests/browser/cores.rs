//! Section 2: watched runs, their figure, and its keyboard control.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use anyhow::{Context, Result};
use serde_json::{Value, json};

in_one_browser!(
    watched_runs,
    [Chromium],
    [
        a_watched_run_draws_its_tiles_and_saves_a_trace,
        the_api_makes_traces_in_the_same_format,
        keys_and_buttons_move_through_the_lanes,
        every_strategy_paints_the_mandelbrot_set,
        a_watched_run_can_be_cancelled,
    ]
);

const READY: &str = "document.querySelector('#cores-run-run')?.disabled === false \
                     && document.querySelector('#cores-run-run').textContent === 'Run and watch'";
/// Whether a run has been drawn and another can start.
const OVER: &str = "window.over && document.querySelector('#cores-run-run').textContent === 'Run and watch' \
                    && document.querySelector('#cores-trace')?.disabled === false";
/// A script that records what the live lanes show, and keeps the saved files.
const RECORD: &str = "
    window.seen = new Set();
    new MutationObserver(() => {
        if (document.querySelector('#cores-trace')?.disabled) seen.add(document.querySelectorAll('#cores-marks .piece').length);
    }).observe(document.querySelector('#cores'), { childList: true, subtree: true });
    document.addEventListener('every-core:report', () => { window.over = true; });
    const keep = URL.createObjectURL;
    URL.createObjectURL = (blob) => { window.saved = blob; return keep.call(URL, blob); };
    HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };";

/// Opens the page and sets the pool to three workers, a number that no test machine reports.
async fn open(page: &Page) -> Result<()> {
    page.open().await?;
    page.until("a run can be watched", READY).await?;
    page.call::<Value>(RECORD, Value::Null).await?;
    let body = "const field = document.querySelector('#workers'); field.value = 3; \
                field.dispatchEvent(new Event('input', { bubbles: true }))";
    page.call::<Value>(body, Value::Null).await.map(drop)
}

/// Sets the size of the work, in millions of steps.
async fn set_millions(page: &Page, millions: u32) -> Result<()> {
    let body = "document.querySelectorAll('input[name=size]')[3].click(); const field = document.querySelector('#millions'); \
                field.value = args; field.dispatchEvent(new Event('input', { bubbles: true }))";
    page.call::<Value>(body, json!(millions)).await.map(drop)
}

/// Chooses the radio button of a group by its label.
async fn choose(page: &Page, group: &str, label: &str) -> Result<()> {
    let body = "const radios = [...document.querySelectorAll(`input[name=${args[0]}]`)]; \
                radios.find((radio) => radio.parentElement.textContent.startsWith(args[1])).click()";
    page.call::<Value>(body, json!([group, label])).await?;
    page.until("the size of the work is set", READY).await
}

async fn watch(page: &Page, strategy: &str) -> Result<()> {
    choose(page, "watched", strategy).await?;
    page.call::<Value>("window.over = false; document.querySelector('#cores-run-run').click()", Value::Null).await?;
    page.until("the run has ended", OVER).await
}

/// Saves the trace, and returns it parsed.
async fn saved_trace(page: &Page) -> Result<Value> {
    page.click("#cores-trace").await?;
    let text: String = page.call("return window.saved.text()", Value::Null).await?;
    assert_eq!(page.call::<String>("return window.savedAs", Value::Null).await?, "trace.json");
    serde_json::from_str(&text).context("the trace is not JSON")
}

/// Returns track, start, end (in microseconds) and arguments of each event of a category.
fn slices(trace: &Value, category: &str) -> Vec<(u64, f64, f64, Value)> {
    let events = trace["traceEvents"].as_array().expect("a list of events");
    let of_category = events.iter().filter(|event| event["cat"] == category);
    of_category
        .map(|event| {
            let (ts, dur) = (event["ts"].as_f64().expect("ts"), event["dur"].as_f64().expect("dur"));
            (event["tid"].as_u64().expect("tid"), ts, ts + dur, event["args"].clone())
        })
        .collect()
}

for_engines!(a_watched_run_draws_its_tiles_and_saves_a_trace, [WebKit], also: [Firefox]);
async fn a_watched_run_draws_its_tiles_and_saves_a_trace(page: Page) -> Result<()> {
    open(&page).await?;
    // Long enough to be drawn live, even if the page shares its core.
    set_millions(&page, 750).await?;
    for (strategy, name) in [("Shared", "shared"), ("Isolated", "isolated")] {
        watch(&page, strategy).await?;
        let lanes: usize = page.call("return document.querySelectorAll('#cores-marks g').length", Value::Null).await?;
        let pieces: usize =
            page.call("return document.querySelectorAll('#cores-marks .piece').length", Value::Null).await?;
        let rows: usize =
            page.call("return document.querySelectorAll('#cores-table tbody tr').length", Value::Null).await?;
        assert_eq!((lanes, pieces, rows), (3, 24, 3), "{strategy}");
        let live: Vec<usize> = page.call("return [...window.seen]", Value::Null).await?;
        assert!(live.iter().any(|&count| count > 0), "no piece was drawn during the run: {live:?}");
        let said = page.text("#cores-say").await?;
        assert!(said.contains(name) && said.contains("24 pieces") && said.contains("3 lanes"), "{said:?}");

        let trace = saved_trace(&page).await?;
        let (run, workers, mut tiles) = (slices(&trace, "run"), slices(&trace, "worker"), slices(&trace, "tile"));
        assert_eq!((run.len(), tiles.len()), (1, 24));
        for (track, begin, end, _) in &tiles {
            let inside = |(worker, from, to, _): &(u64, f64, f64, Value)| worker == track && from <= begin && end <= to;
            assert_eq!(
                workers.iter().filter(|worker| inside(worker)).count(),
                1,
                "a tile is not within its worker's times"
            );
            assert!(run[0].1 <= *begin && *end <= run[0].2, "a tile is not within the run");
        }
        tiles.sort_by_key(|(_, _, _, args)| args["start"].as_u64());
        let next = tiles.iter().fold(0, |next, (_, _, _, args)| {
            assert_eq!(args["start"], json!(next), "a gap in the range");
            args["end"].as_u64().expect("an end")
        });
        assert!(next > 0);
    }
    Ok(())
}

async fn the_api_makes_traces_in_the_same_format(page: Page) -> Result<()> {
    open(&page).await?;
    let body =
        "const report = await everyCore.compare({ workers: 2, steps: 1e6, rounds: 1, strategies: ['isolated'] });
                return everyCore.trace(report.strategies[1].medianRun)";
    let trace: Value = serde_json::from_str(&page.call::<String>(body, Value::Null).await?)?;
    assert_eq!((slices(&trace, "run").len(), slices(&trace, "tile").len()), (1, 2));
    assert_eq!(trace["displayTimeUnit"], "ms");
    Ok(())
}

async fn keys_and_buttons_move_through_the_lanes(page: Page) -> Result<()> {
    open(&page).await?;
    watch(&page, "Isolated").await?;
    let press = "const plot = document.querySelector('#cores-plot'); plot.focus();
                 if (document.activeElement !== plot) throw new Error('the plot cannot be focused');
                 for (const key of args) plot.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
                 return [document.querySelector('#cores-readout').textContent, document.querySelector('#cores-zoom').textContent,
                         document.querySelector('#cores-axis').textContent]";
    let mut said = Vec::new();
    for keys in [vec!["ArrowRight"], vec!["ArrowRight"], vec!["ArrowDown"], vec!["+", "+"], vec!["Home"]] {
        said.push(page.call::<[String; 3]>(press, json!(keys)).await?);
    }
    assert!(said[0][0].contains("worker 0") && said[1][0].contains("worker 0, piece"), "{said:?}");
    assert!(said[2][0].contains("worker 1"), "{said:?}");
    let zooms: Vec<&str> = said.iter().map(|state| state[1].as_str()).collect();
    assert_eq!(zooms, ["1×", "1×", "1×", "4×", "1×"]);
    assert!(said[2][2] != said[3][2] && said[2][2] == said[4][2], "the axis does not follow the view: {said:?}");

    page.click("#cores-in").await?;
    page.click("#cores-right").await?;
    let moved = page.text("#cores-axis").await?;
    page.click("#cores-fit").await?;
    assert_ne!(page.text("#cores-axis").await?, moved, "the buttons do not move the view");
    Ok(())
}

async fn every_strategy_paints_the_mandelbrot_set(page: Page) -> Result<()> {
    open(&page).await?;
    choose(&page, "workload", "mandelbrot").await?;
    for strategy in ["Shared", "Isolated", "Interleaved", "Serial"] {
        watch(&page, strategy).await?;
        let body = "const canvas = document.querySelector('#cores-canvas'); \
                    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); \
                    let painted = 0; const opacities = new Set(); \
                    for (let i = 3; i < data.length; i += 4) if (data[i]) { painted++; opacities.add(data[i]); } \
                    return [canvas.width * canvas.height - painted, opacities.size, canvas.width]";
        let [missing, opacities, width] = page.call::<[usize; 3]>(body, Value::Null).await?;
        assert!(width > 100 && missing < width, "{strategy}: {missing} pixels are not painted at width {width}");
        assert!(opacities > 20, "{strategy}: only {opacities} shades");
        let shown: bool = page.call("return !document.querySelector('#cores-picture').hidden", Value::Null).await?;
        assert!(shown, "{strategy}");
    }
    Ok(())
}

async fn a_watched_run_can_be_cancelled(page: Page) -> Result<()> {
    open(&page).await?;
    set_millions(&page, 50_000).await?;
    choose(&page, "watched", "Isolated").await?;
    page.call::<Value>("document.querySelector('#cores-run-run').click()", Value::Null).await?;
    page.until("the button is labelled Cancel", "document.querySelector('#cores-run-run').textContent === 'Cancel'")
        .await?;
    page.until(
        "the run has started",
        "document.querySelector('#cores-run .after').textContent.includes('isolated on 3')",
    )
    .await?;
    page.click("#cores-run-run").await?;
    page.until("the run is cancelled", READY).await?;
    page.until("the figure is drawn", "document.querySelector('#cores-trace')").await?;
    let disabled: bool = page.call("return document.querySelector('#cores-trace').disabled", Value::Null).await?;
    assert!(disabled && page.text("#cores-say").await?.contains("not from your machine"));
    page.call::<Value>("document.querySelectorAll('input[name=size]')[1].click()", Value::Null).await?;
    watch(&page, "Isolated").await
}

for_engines!(unavailable_strategies_are_disabled_with_a_reason, [WebKitPlain]);
async fn unavailable_strategies_are_disabled_with_a_reason(page: Page) -> Result<()> {
    page.open().await?;
    page.until("a run can be watched", READY).await?;
    page.call::<Value>(RECORD, Value::Null).await?;
    let shared = "document.querySelectorAll('input[name=watched]')[3]";
    assert!(page.call::<bool>(&format!("return {shared}.disabled"), Value::Null).await?);
    assert!(page.text("#cores-controls").await?.contains("memory cannot be shared"));
    watch(&page, "Isolated").await
}
