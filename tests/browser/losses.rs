//! Checks in real browsers that each fault makes its own loss the largest.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    faults_raise_their_own_loss,
    [Chromium, Firefox],
    [
        uneven_tiles_raise_imbalance,
        ten_thousand_tiny_tiles_raise_gaps,
        a_delayed_start_raises_dispatch,
        busy_neighbours_raise_inflation,
    ]
);

/// Compares one strategy with `serial`, and returns its entry of the report.
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
        // Almost all the cost is in the lower half of the picture, which is the second of two tiles.
        let options = json!({ "strategy": strategy, "workload": "mandelbrot", "steps": 600_000, "tiles": 2 });
        let entry = entry(&page, options).await?;
        assert_largest(&entry, "imbalance");
    }
    Ok(())
}

async fn ten_thousand_tiny_tiles_raise_gaps(page: Page) -> Result<()> {
    page.open().await?;
    // 200 steps a tile, so each message brings half a microsecond of work.
    let options = json!({ "strategy": "isolated", "steps": 2_000_000, "tiles": 10_000 });
    assert_largest(&entry(&page, options).await?, "gaps");
    Ok(())
}

async fn a_delayed_start_raises_dispatch(page: Page) -> Result<()> {
    page.open().await?;
    // Every message to a worker is sent 150 ms late.
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
    // One busy worker for each processor but one, so a processor is free for the serial run but not for every worker of a full
    // pool.
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
    // With one processor, a busy worker would slow the serial run as well.
    if !entry.is_null() {
        assert_largest(&entry, "inflation");
    }
    Ok(())
}
