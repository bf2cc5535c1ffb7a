//! Checks the replay of a run: one cursor for the lanes, the picture and Fig. 3; and runs with many lanes.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use crate::screenshots::set_up;
use anyhow::Result;
use fantoccini::key::Key;
use serde_json::{Value, json};

const READY: &str = "document.querySelector('#cores-run-run')?.disabled === false \
                     && document.querySelector('#cores-run-run').textContent === 'Run and watch'";
const DRAWN: &str = "document.querySelector('#cores-play')?.disabled === false \
                     && !document.querySelector('#cores-say').textContent.includes('From the lecture')";
/// A script that returns what the figures show: the bar's text, both bars' values, the veiled share of the lanes in percent, the
/// opaque pixels of the picture, and the printed sum of Fig. 3 and what it is called.
const SEEN: &str = "
    const one = (selector) => document.querySelector(selector);
    const canvas = one('#cores-canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let painted = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i]) painted++;
    const said = one('#cores-replay').getAttribute('aria-valuetext');
    return [said, one('#cores-replay').value, one('#loss-replay').value,
            parseFloat(one('#cores-moment .veil')?.getAttribute('width') ?? 0), painted,
            Number(one('#loss-sum .total .q').textContent), one('#loss-sum .total .nm').textContent]";

type Seen = (String, String, String, f64, usize, f64, String);

in_one_browser!(
    replays,
    [Chromium],
    also: [Firefox],
    [
        one_bar_moves_the_cursor_in_lanes_picture_and_stack,
        a_replay_ends_at_the_end_and_can_be_paused,
        the_lecture_s_runs_can_be_replayed,
    ]
);

/// Opens the page, and watches a run on three workers.
async fn watch(page: &Page, workload: &str, strategy: &str, workers: u32) -> Result<()> {
    page.open().await?;
    page.until("a run can be watched", READY).await?;
    let body = "const [workload, strategy, workers] = args;
        const field = document.querySelector('#workers'); field.value = workers;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        document.querySelector(`input[name=watched][value=${strategy}]`).click();
        const radios = [...document.querySelectorAll('input[name=workload]')];
        radios.find((radio) => radio.parentElement.textContent.startsWith(workload)).click()";
    page.call::<Value>(body, json!([workload, strategy, workers])).await?;
    page.until("the size of the work is set", READY).await?;
    page.call::<Value>("document.querySelector('#cores-run-run').click()", Value::Null).await?;
    page.until("the run is drawn", DRAWN).await
}

/// Moves a bar to a position, out of 200.
async fn drag(page: &Page, bar: &str, position: u32) -> Result<Seen> {
    let body = "const bar = document.querySelector(args[0]); bar.value = args[1];
                bar.dispatchEvent(new Event('input', { bubbles: true }))";
    page.call::<Value>(body, json!([bar, position])).await?;
    page.call(SEEN, Value::Null).await
}

async fn one_bar_moves_the_cursor_in_lanes_picture_and_stack(page: Page) -> Result<()> {
    watch(&page, "mandelbrot", "isolated", 3).await?;
    let whole: Seen = page.call(SEEN, Value::Null).await?;
    assert!(whole.0.contains("all is sorted") && whole.1 == "200" && whole.3 == 0.0 && whole.5 == 3.0, "{whole:?}");
    assert!(whole.4 > 0, "the picture is empty");

    let begin = drag(&page, "#cores-replay", 0).await?;
    assert!(begin.0.starts_with("0.0") && begin.2 == "0", "the other bar follows: {begin:?}");
    assert_eq!((begin.3, begin.4, begin.5), (100.0, 0, 0.0), "at the beginning nothing has happened: {begin:?}");
    let half = drag(&page, "#loss-replay", 90).await?;
    assert!(half.1 == "90" && half.6.contains("so far"), "{half:?}");
    assert!(half.3 > 40.0 && half.3 < 60.0 && half.5 > 1.2 && half.5 < 1.8, "{half:?}");
    assert!(half.4 > 0 && half.4 < whole.4, "the picture has the tiles that were computed: {half:?}, {whole:?}");
    let later = drag(&page, "#cores-replay", 150).await?;
    assert!(later.3 < half.3 && later.4 >= half.4 && later.5 > half.5, "{half:?}, {later:?}");
    let end = drag(&page, "#cores-replay", 200).await?;
    assert_eq!(end, whole);

    let printed = "document.querySelector('#cores-replay').value = 50;
        document.querySelector('#cores-replay').dispatchEvent(new Event('input', { bubbles: true }));
        window.dispatchEvent(new Event('beforeprint'))";
    page.call::<Value>(printed, Value::Null).await?;
    assert_eq!(page.call::<Seen>(SEEN, Value::Null).await?, whole, "what is printed is the whole run");
    Ok(())
}

async fn a_replay_ends_at_the_end_and_can_be_paused(page: Page) -> Result<()> {
    watch(&page, "do_math", "isolated", 2).await?;
    let play = "document.querySelector(args).click(); return document.querySelector(args).textContent.trim()";
    assert_eq!(page.call::<String>(play, json!("#loss-play")).await?, "Pause");
    page.until("the replay has begun", "Number(document.querySelector('#cores-replay').value) < 200").await?;
    assert_eq!(page.call::<String>(play, json!("#cores-play")).await?, "Play");
    let before: Seen = page.call(SEEN, Value::Null).await?;
    page.call::<Value>("await new Promise((resolve) => setTimeout(resolve, 300))", Value::Null).await?;
    assert_eq!(page.call::<Seen>(SEEN, Value::Null).await?, before, "a paused replay stands still");

    // Near the end, so that the test does not wait for a slow replay.
    drag(&page, "#cores-replay", 190).await?;
    page.call::<String>(play, json!("#cores-play")).await?;
    page.until(
        "the replay has ended",
        "document.querySelector('#cores-replay').value === '200' \
         && document.querySelector('#cores-play').textContent.trim() === 'Play'",
    )
    .await?;
    let end: Seen = page.call(SEEN, Value::Null).await?;
    assert!(end.0.contains("all is sorted") && end.3 == 0.0, "{end:?}");
    Ok(())
}

async fn the_lecture_s_runs_can_be_replayed(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the lecture's run is drawn", "document.querySelector('#cores-play')?.disabled === false").await?;
    page.until("a run can be watched", READY).await?;
    for (strategy, lanes, said) in [("isolated", 12.0, "1.40"), ("interleaved", 12.0, "6.30"), ("serial", 1.0, "7.80")]
    {
        let choose = "document.querySelector(`input[name=watched][value=${args}]`).click()";
        page.call::<Value>(choose, json!(strategy)).await?;
        page.until("its run is shown", &format!("document.querySelector('#cores-say').textContent.includes('{said}')"))
            .await?;
        let begin = drag(&page, "#cores-replay", 0).await?;
        let end = drag(&page, "#cores-replay", 200).await?;
        assert_eq!((begin.5, end.5), (0.0, lanes), "{strategy}");
        assert!(page.text("#loss-figure").await?.contains("From the lecture"));
    }
    Ok(())
}

for_engines!(a_replay_can_be_controlled_by_keys_and_without_motion, [Chromium]);
async fn a_replay_can_be_controlled_by_keys_and_without_motion(page: Page) -> Result<()> {
    let reduced = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    page.devtools("Emulation.setEmulatedMedia", reduced).await?;
    watch(&page, "do_math", "isolated", 2).await?;
    let keep = "window.positions = new Set();
        const note = () => { window.positions.add(document.querySelector('#cores-replay').value); requestAnimationFrame(note); };
        note();
        document.querySelector('#cores-replay').focus()";
    let still: Seen = page.call(SEEN, Value::Null).await?;
    assert!(still.0.contains("all is sorted"), "nothing plays by itself");
    page.call::<Value>(keep, Value::Null).await?;
    for key in [Key::Left, Key::PageDown, Key::Home] {
        let before: Seen = page.call(SEEN, Value::Null).await?;
        page.press(key).await?;
        let after: Seen = page.call(SEEN, Value::Null).await?;
        assert!(after.5 <= before.5 && after.1 != before.1, "{key:?}: {before:?}, {after:?}");
    }
    page.press(Key::Down).await?;
    let into = "return document.activeElement.id + document.querySelector('#cores-readout').textContent";
    let said: String = page.call(into, Value::Null).await?;
    assert!(said.contains("cores-plot") && said.contains("worker 0"), "{said}");
    page.call::<Value>("document.querySelector('#cores-replay').focus()", Value::Null).await?;
    page.type_text("s").await?;
    page.call::<Value>("window.positions.clear()", Value::Null).await?;
    page.type_text(" ").await?;
    page.until("the replay has ended", "document.querySelector('#cores-replay').value === '200'").await?;
    let stills: usize = page.call("return window.positions.size", Value::Null).await?;
    assert!(stills <= 11, "a replay without motion shows {stills} moments");
    Ok(())
}

for_engines!(many_lanes_are_one_picture_without_a_scroll_box, [Chromium]);
async fn many_lanes_are_one_picture_without_a_scroll_box(page: Page) -> Result<()> {
    // Tasks that take turns have lanes like workers, and need no threads.
    watch(&page, "do_math", "interleaved", 64).await?;
    for width in [1280, 375] {
        set_up(&page, width, width < 500, "light").await?;
        page.call::<Value>(
            "await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame)",
            Value::Null,
        )
        .await?;
        let body = "
            const figure = document.querySelector('#lanes figure');
            const boxes = [...figure.querySelectorAll('div')].filter((box) => box.checkVisibility() && box.id !== 'cores-table');
            const scrolls = boxes.filter((box) => box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== 'visible');
            const labels = [...document.querySelectorAll('#cores-names text')].map((text) => text.getBoundingClientRect());
            const close = labels.filter((box, index) => index > 0 && box.top < labels[index - 1].bottom - 3);
            const lanes = document.querySelector('#cores-marks > svg').getBoundingClientRect();
            const inside = labels.every((box) => box.left >= 0 && box.right <= lanes.left + 1);
            return [scrolls.map((box) => box.id || box.className), labels.length, close.length, lanes.height, inside,
                    document.documentElement.scrollWidth <= innerWidth]";
        let (scrolls, labels, close, height, inside, fits): (Vec<String>, usize, usize, f64, bool, bool) =
            page.call(body, Value::Null).await?;
        assert_eq!((scrolls, labels, close), (Vec::new(), 16, 0), "at {width} px");
        assert!(height < 500.0 && inside && fits, "at {width} px: {height} px high, {inside}, {fits}");
    }
    Ok(())
}
