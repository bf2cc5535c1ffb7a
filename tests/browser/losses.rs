//! Faults put into a real browser raise the loss that they should, above all others.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    faults_raise_their_loss,
    [Chromium, Firefox],
    [
        uneven_tiles_raise_imbalance,
        ten_thousand_tiny_tiles_raise_gaps,
        a_delayed_start_raises_dispatch,
        busy_neighbours_raise_inflation,
    ]
);

/// Compares one strategy with `serial`, and returns its part of the report.
async fn entry(page: &Page, options: Value) -> Result<Value> {
    let report: Value =
        page.call("return everyCore.compare({ workers: 2, rounds: 3, seed: 1, ...args })", options).await?;
    Ok(report["strategies"][1].clone())
}

fn assert_largest(entry: &Value, loss: &str) {
    assert_eq!(entry["largestLoss"], json!(loss), "{}: {}", entry["strategy"], entry["stack"]);
}

async fn uneven_tiles_raise_imbalance(page: Page) -> Result<()> {
    page.open().await?;
    for strategy in ["isolated", "shared"] {
        // Nearly all the cost sits in the lower half of the picture, and so in the second of two tiles.
        let options = json!({ "strategy": strategy, "workload": "mandelbrot", "steps": 600_000, "tiles": 2 });
        let entry = entry(&page, options).await?;
        assert_largest(&entry, "imbalance");
    }
    Ok(())
}

async fn ten_thousand_tiny_tiles_raise_gaps(page: Page) -> Result<()> {
    page.open().await?;
    // 200 steps a tile: half a microsecond of work for each message.
    let options = json!({ "strategy": "isolated", "steps": 2_000_000, "tiles": 10_000 });
    assert_largest(&entry(&page, options).await?, "gaps");
    Ok(())
}

async fn a_delayed_start_raises_dispatch(page: Page) -> Result<()> {
    page.open().await?;
    // Whatever the page posts to a worker arrives 150 ms late.
    let late = "const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (...message) { setTimeout(() => post.apply(this, message), 150) }";
    page.call::<Value>(late, Value::Null).await?;
    for strategy in ["isolated", "shared"] {
        let entry = entry(&page, json!({ "strategy": strategy, "steps": 30_000_000 })).await?;
        assert_largest(&entry, "dispatch");
    }
    Ok(())
}

async fn busy_neighbours_raise_inflation(page: Page) -> Result<()> {
    page.open().await?;
    // One neighbour for each processor but one: the serial run still finds one free, a full pool does not.
    let body = "const processors = everyCore.environment().reportedProcessors;
        if (processors < 2) return null;
        const source = URL.createObjectURL(new Blob(['for (;;) {}'], { type: 'text/javascript' }));
        const neighbours = Array.from({ length: processors - 1 }, () => new Worker(source));
        await new Promise((resolve) => setTimeout(resolve, 200));
        const report = await everyCore.compare({ strategy: 'isolated', workers: processors, tiles: 10 * processors,
            rounds: 3, steps: 200e6, seed: 1 });
        neighbours.forEach((neighbour) => neighbour.terminate());
        return report.strategies[1]";
    let entry: Value = page.call(body, Value::Null).await?;
    // A machine with a single processor has no room for neighbours.
    if !entry.is_null() {
        assert_largest(&entry, "inflation");
    }
    Ok(())
}
