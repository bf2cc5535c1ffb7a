//! Checks in real browsers that each fault makes its own loss the largest.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    faults_raise_their_own_loss,
    [Chromium],
    also: [Firefox],
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
    // The neighbours are busy only while a worker of the pool has an order. So the pool has less of each processor than the serial run,
    // whatever else the machine does.
    let body = "const processors = everyCore.environment().reportedProcessors;
        const flag = new Int32Array(new SharedArrayBuffer(4));
        const program = `onmessage = ({ data: flag }) => {
            for (;;) if (Atomics.load(flag, 0) === 0) Atomics.wait(flag, 0, 0);
        }`;
        const source = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
        const neighbours = Array.from({ length: 4 * processors }, () => new Worker(source));
        for (const neighbour of neighbours) neighbour.postMessage(flag);
        const ordered = new Set();
        const follow = () => {
            Atomics.store(flag, 0, ordered.size > 0 ? 1 : 0);
            Atomics.notify(flag, 0);
        };
        window.Worker = class extends Worker {
            constructor(...given) {
                super(...given);
                this.addEventListener('message', () => { ordered.delete(this); follow(); });
            }
            postMessage(...message) {
                ordered.add(this);
                super.postMessage(...message);
                follow();
            }
        };
        const report = await everyCore.compare({ strategy: 'isolated', workers: processors, tiles: processors,
            rounds: 3, steps: 60e6, seed: 1 });
        neighbours.forEach((neighbour) => neighbour.terminate());
        return report.strategies[1]";
    let entry: Value = page.call(body, Value::Null).await?;
    assert_largest(&entry, "inflation");
    Ok(())
}
