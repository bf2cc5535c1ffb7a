//! The race before the first comparison. Other tests switch it off (`tests/driver/src/recorder.js`).

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::Behaviour;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    a_race,
    [Chromium, Firefox],
    also: [WebKit],
    [
        the_first_press_begins_with_a_race_and_no_later_one_does,
        a_race_is_cancelled_in_each_of_its_phases,
        a_race_without_shared_memory_has_isolated_workers,
    ]
);
in_one_browser!(
    a_race_in_chromium,
    [Chromium],
    [a_comparison_started_by_a_script_has_no_race, nothing_moves_if_the_reader_wants_no_motion,]
);

const READY: &str = "document.querySelector('#run')?.disabled === false";
const FINISHED: &str = "document.querySelector('#run')?.textContent === 'Run again'";
/// Lets the next press begin with a race, and counts its runs.
const WITH_RACE: &str = "everyCore.page.set({ race: true });
    document.documentElement.dataset.runs = 0;
    document.addEventListener('every-core:race', () => document.documentElement.dataset.runs++)";

async fn open(page: &Page, query: &str) -> Result<()> {
    page.open_with(query).await?;
    page.until("the button can be pressed", READY).await?;
    // The race has a size of its own.
    page.choose_little_work().await?;
    page.call(WITH_RACE, Value::Null).await
}

async fn runs(page: &Page) -> Result<String> {
    page.call("return document.documentElement.dataset.runs", Value::Null).await
}

async fn the_first_press_begins_with_a_race_and_no_later_one_does(page: Page) -> Result<()> {
    open(&page, "").await?;
    page.click("#run").await?;
    page.until("the comparison is finished", FINISHED).await?;
    assert_eq!(runs(&page).await?, "2", "the race has two runs");
    let race = page.text("#race").await?;
    for part in ["On one core.", "stood still for", "On a pool of", "longest gap between two frames", "In the lecture"]
    {
        assert!(race.contains(part), "{part:?} is missing in {race:?}");
    }
    let freeze: String =
        page.call("return document.querySelector('#race .race-gap').getAttribute('d')", Value::Null).await?;
    assert!(freeze.starts_with('M'), "the serial run must leave a gap between two frames: {freeze:?}");
    let kept: Value = page
        .call("const { compare, run } = everyCore.page.reports(); return [compare.rounds, compare.strategies.map(({ samplesMs }) => samplesMs.length), run]", Value::Null)
        .await?;
    assert_eq!(kept, json!([6, [6, 6, 6, 6], null]), "nothing of the race may enter a report");
    let is_below =
        "return Boolean(document.querySelector('#figure').compareDocumentPosition(document.querySelector('#race'))
                    & Node.DOCUMENT_POSITION_FOLLOWING)";
    assert!(page.call::<bool>(is_below, Value::Null).await?, "the result takes the place of the race");
    page.click("#run").await?;
    page.until("the comparison is under way", "document.querySelector('#run').textContent === 'Cancel'").await?;
    page.until("the comparison is finished", FINISHED).await?;
    assert_eq!(runs(&page).await?, "2", "only the first press has a race");
    Ok(())
}

/// Presses the button, and presses it again when so many runs of the race have begun.
const CANCEL_AFTER: &str = "const run = document.querySelector('#run');
    const begun = Number(document.documentElement.dataset.runs) + args;
    everyCore.page.set({ race: true });
    run.click();
    const deadline = performance.now() + 60_000;
    while (Number(document.documentElement.dataset.runs) < begun) {
        if (performance.now() > deadline) throw new Error(`run ${args} of the race did not begin`);
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
    run.click();";

async fn a_race_is_cancelled_in_each_of_its_phases(page: Page) -> Result<()> {
    open(&page, "").await?;
    for phase in 0..=2 {
        page.call::<Value>(CANCEL_AFTER, json!(phase)).await?;
        page.until("the race is cancelled", "!everyCore.page.isRunning() && !document.querySelector('#race')").await?;
        let shown: bool = page
            .call("return getComputedStyle(document.querySelector('#result')).display !== 'none'", Value::Null)
            .await?;
        assert!(shown, "after phase {phase}, the lecture's result must be back");
        let button: String = page.call("return document.querySelector('#run').textContent", Value::Null).await?;
        assert_eq!(button, "Run the comparison", "after phase {phase}");
    }
    page.click("#run").await?;
    page.until("the comparison is finished", FINISHED).await
}

async fn a_race_without_shared_memory_has_isolated_workers(page: Page) -> Result<()> {
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    open(&page, "?nosw=1").await?;
    page.click("#run").await?;
    page.until("the race is over", "document.querySelector('#race')?.textContent.includes('longest gap')").await?;
    page.until("the comparison is finished", FINISHED).await?;
    assert_eq!(runs(&page).await?, "2");
    Ok(())
}

async fn a_comparison_started_by_a_script_has_no_race(page: Page) -> Result<()> {
    open(&page, "").await?;
    page.call::<Value>("everyCore.page.start('compare')", Value::Null).await?;
    page.until("the comparison is finished", FINISHED).await?;
    assert_eq!(runs(&page).await?, "0");
    let thrown = page.call_throws("everyCore.page.set({ race: 1 })", Value::Null).await?;
    assert_eq!(thrown.name, "TypeError");
    assert!(thrown.message.contains("race"), "{thrown}");
    Ok(())
}

async fn nothing_moves_if_the_reader_wants_no_motion(page: Page) -> Result<()> {
    let media = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    page.devtools("Emulation.setEmulatedMedia", media).await?;
    open(&page, "").await?;
    let listen = "document.addEventListener('every-core:race', () => {
        document.documentElement.dataset.moved = document.querySelector('#race circle').hasAttribute('cx') }, { once: true });";
    page.call::<Value>(listen, Value::Null).await?;
    page.click("#run").await?;
    page.until("the race is over", "document.querySelector('#race .race-gap')?.getAttribute('d')").await?;
    let moved: String = page.call("return document.documentElement.dataset.moved", Value::Null).await?;
    assert_eq!(moved, "false", "the mark must not move");
    assert!(page.text("#race").await?.contains("stood still for"));
    page.until("the comparison is finished", FINISHED).await
}
