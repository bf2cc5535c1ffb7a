//! Class view, taught from start to end, and the files of a class on one page.

use crate::access::audit;
use crate::engine::Engine;
use crate::harness::{for_engines, in_one_browser};
use crate::learner::short_runs;
use crate::page::Page;
use crate::screenshots::set_up;
use anyhow::{Context, Result};
use fantoccini::key::Key;
use serde_json::{Value, json};

in_one_browser!(
    class_files,
    [Chromium],
    [
        two_hundred_files_are_drawn_together,
        a_damaged_file_is_refused_with_the_name_of_its_field,
        names_are_text_on_the_page_and_in_spreadsheets,
        files_can_be_dropped_on_the_page,
    ]
);

const READY: &str = "document.querySelector('#run')?.disabled === false";

/// A script that returns the texts in view whose letters are smaller than 24 pixels of the screen.
const SMALL: &str = "
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const one = node.parentElement;
        if (!node.data.trim() || !one.checkVisibility() || one.closest('.vh, script, style, noscript, option')) continue;
        const px = parseFloat(getComputedStyle(one).fontSize) * (one.currentCSSZoom ?? 1);
        if (px < 23.9) found.push(`${px} px: ${one.tagName} ${one.className.baseVal ?? one.className}: ${node.data.slice(0, 40)}`);
    }
    return found";

/// A script that returns what is wrong with the place of things: parts that stick out of the page, and lanes beside their own place.
const MISPLACED: &str = "
    const part = document.querySelector('.in-class');
    const plot = part.querySelector('#cores-plot');
    const share = plot ? plot.clientWidth / plot.parentElement.clientWidth : 1;
    return [part.scrollWidth > part.clientWidth + 1 ? `${part.scrollWidth} px in ${part.clientWidth}` : '', share < 0.5 ? `the lanes take ${share}` : '']
        .filter(Boolean)";

for_engines!(a_lesson_is_taught_in_class_view, [Chromium], also: [Firefox]);
async fn a_lesson_is_taught_in_class_view(page: Page) -> Result<()> {
    page.server.behave(short_runs());
    if page.engine == Engine::Chromium {
        set_up(&page, 1280, false, "light").await?;
    }
    page.open_with("#class").await?;
    page.until("the button can be pressed", READY).await?;
    // The figures are drawn a moment after the page.
    page.until("the lanes are drawn", "document.querySelector('#cores-plot[tabindex]')").await?;
    page.choose_little_work().await?;
    let steps = documented_steps()?;
    for (index, [title, task, place]) in steps.iter().enumerate() {
        let is_shown = format!("document.querySelector('#class-title')?.textContent === {}", json!(title));
        page.until(&format!("step {} is shown", index + 1), &is_shown).await?;
        let said = page.text("#class-view").await?;
        assert!(
            said.contains(task.as_str()) && said.contains(&format!("Step {} of {}", index + 1, steps.len())),
            "{said}"
        );
        page.until("its part of the page is shown", "document.querySelector('.in-class')?.checkVisibility()").await?;
        if place.starts_with("exercise=") {
            page.until(
                "its exercise is open",
                "document.querySelector('.in-class .steps, .in-class .cm-host, .in-class textarea, .in-class .ex')",
            )
            .await?;
        }
        if index == 0 {
            page.click("#run").await?;
            let finished = "document.querySelector('#run').textContent === 'Run again'";
            page.until("the class has seen a comparison", finished).await?;
        }
        let small: Vec<String> = page.call(SMALL, Value::Null).await?;
        assert!(small.is_empty(), "step {}: {small:#?}", index + 1);
        let misplaced: Vec<String> = page.call(MISPLACED, Value::Null).await?;
        assert!(misplaced.is_empty(), "step {}: {misplaced:?}", index + 1);
        let parts: u32 = page.call("return document.querySelectorAll('.in-class').length", Value::Null).await?;
        assert_eq!(parts, 1, "one step at a time");
        if page.engine == Engine::Chromium && index < 3 {
            audit(&page, &format!("class view, step {}", index + 1)).await?;
        }
        page.press(Key::PageDown).await?;
    }
    // After the last step, forward does nothing. Back goes back, a reload stays, and Escape leaves.
    page.press(Key::Left).await?;
    let before_last = format!(
        "document.querySelector('#class-title')?.textContent === {}",
        json!(steps.iter().rev().nth(1).context("there are steps")?[0])
    );
    page.until("the left arrow goes back", &before_last).await?;
    page.reload().await?;
    page.until("a reload stays at the step", &before_last).await?;
    page.press(Key::Escape).await?;
    page.until("Escape leaves class view", "!document.documentElement.classList.contains('is-class')").await?;
    page.until("the whole page is there", "document.querySelector('#work').checkVisibility()").await
}

/// Returns the title, the task and the place of each step in docs/TEACHING.md.
fn documented_steps() -> Result<Vec<[String; 3]>> {
    let guide = include_str!("../../docs/TEACHING.md");
    let rows = guide.lines().skip_while(|line| !line.starts_with("| minutes | step |")).skip(2);
    let steps: Vec<_> = rows
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            [1, 2, 3].map(|at| cells.get(at).copied().unwrap_or_default().to_owned())
        })
        .collect();
    anyhow::ensure!(steps.len() > 5, "docs/TEACHING.md has no table of steps");
    Ok(steps)
}

/// A script that makes a learner's file from its argument: changes to the fields, by path.
const MAKE: &str = "
    window.learnersFile = (changes) => {
        const file = {
            schema: 'every-core/exercises/1', learner: 'Ada', version: '0.1.0',
            environment: { reportedProcessors: 8, sharedMemory: true, crossOriginIsolated: true, userAgent: 'x' },
            exercises: [
                { id: 'pool-speedup', state: 'passed', attempts: 1, prediction: '8', measured: { value: 5.1, low: 5, high: 5.2 } },
                { id: 'more-workers', state: 'untouched', attempts: 0, prediction: null, measured: null },
            ],
        };
        for (const [path, value] of Object.entries(changes)) {
            const names = path.split('.');
            const last = names.pop();
            names.reduce((of, name) => of[name], file)[last] = value;
        }
        return JSON.stringify(file);
    };
    window.giveFiles = (files) => {
        const given = new DataTransfer();
        for (const [name, text] of files) given.items.add(new File([text], name, { type: 'application/json' }));
        const input = document.querySelector('#class-choose');
        input.files = given.files;
        input.dispatchEvent(new Event('change'));
    };";

async fn open_files(page: &Page) -> Result<()> {
    page.open_with("#class=9").await?;
    page.until("files can be chosen", "document.querySelector('#class-choose')").await?;
    page.call::<Value>(MAKE, Value::Null).await.map(drop)
}

async fn two_hundred_files_are_drawn_together(page: Page) -> Result<()> {
    open_files(&page).await?;
    let give = "giveFiles(Array.from({ length: 200 }, (_, index) => [`${index}.json`, learnersFile({
        learner: `Learner ${index}`, 'environment.reportedProcessors': 2 + index % 63,
        'exercises.0.measured': { value: 1.5 + index / 10, low: 1.4 + index / 10, high: 1.6 + index / 10 } })]))";
    page.call::<Value>(give, Value::Null).await?;
    page.until(
        "all files are read",
        "document.querySelector('#class-files [role=status]').textContent.startsWith('200 files read. 200 machines')",
    )
    .await?;
    let drawn =
        "return [...document.querySelectorAll('.class-plot')].map((plot) => plot.querySelectorAll('circle').length)";
    assert_eq!(page.call::<Value>(drawn, Value::Null).await?, json!([200, 200]));
    let table = "return document.querySelectorAll('#class-files tbody tr').length";
    assert_eq!(page.call::<u32>(table, Value::Null).await?, 200);
    audit(&page, "a class's files").await
}

async fn a_damaged_file_is_refused_with_the_name_of_its_field(page: Page) -> Result<()> {
    open_files(&page).await?;
    let damaged = [
        (json!({ "schema": "other" }), "schema must be"),
        (json!({ "learner": 7 }), "learner must be a text"),
        (json!({ "environment": null }), "environment must be an object"),
        (json!({ "environment.reportedProcessors": -1 }), "environment.reportedProcessors must be a number"),
        (json!({ "environment.reportedProcessors": 1.5 }), "environment.reportedProcessors must be a whole number"),
        (json!({ "exercises": {} }), "exercises must be a list"),
        (json!({ "exercises.0": 1 }), "exercises[0] must be an object"),
        (json!({ "exercises.0.measured.value": "5" }), "exercises[0].measured.value must be a number"),
        (json!({ "exercises.0.measured.low": 6 }), "exercises[0].measured.low must not be above"),
        (json!({ "exercises.0.measured.high": 1e300 }), "exercises[0].measured.high must be a number"),
        (json!({ "exercises.0.prediction": { "toString": 1 } }), "exercises[0].prediction must be a text"),
    ];
    for (changes, sentence) in damaged {
        page.call::<Value>("giveFiles([['<b>x.json', learnersFile(args)]])", changes.clone()).await?;
        let said = format!("document.querySelector('.class-refused').textContent.includes({})", json!(sentence));
        page.until(&format!("{changes} is refused"), &said).await?;
        let state = "return [document.querySelectorAll('.class-plot').length, document.querySelectorAll('.class-refused li > b').length]";
        assert_eq!(page.call::<Value>(state, Value::Null).await?, json!([0, 1]));
    }
    for text in [
        "",
        "{",
        "[]",
        "null",
        "{\"schema\":\"every-core/export/1\",\"environment\":null,\"compare\":{\"strategies\":[{\"strategy\":\"shared\"}]}}",
    ] {
        page.call::<Value>("giveFiles([['broken.json', args]])", json!(text)).await?;
        page.until(
            "it is refused",
            "document.querySelector('.class-refused').textContent.startsWith('broken.json was left out: ')",
        )
        .await?;
    }
    // A good file beside a damaged one is read.
    page.call::<Value>("giveFiles([['a.json', '{'], ['b.json', learnersFile({})]])", Value::Null).await?;
    page.until("one is read", "document.querySelector('#class-files [role=status]').textContent.startsWith('1 file read, 1 left out. 1 machine')")
        .await
}

async fn names_are_text_on_the_page_and_in_spreadsheets(page: Page) -> Result<()> {
    open_files(&page).await?;
    let name = "=cmd|' /C calc'!A0<img src=x onerror=alert(1)>";
    page.call::<Value>("giveFiles([['a.json', learnersFile({ learner: args })]])", json!(name)).await?;
    page.until("the file is read", "document.querySelector('#class-files tbody th')").await?;
    let shown = "return [document.querySelector('#class-files tbody th').textContent, document.querySelectorAll('#class-files img').length]";
    assert_eq!(page.call::<Value>(shown, Value::Null).await?, json!([name, 0]));
    let saved = "
        const made = [];
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { made.push(blob); return make.call(URL, blob); };
        [...document.querySelectorAll('#class-files button')].find(({ textContent }) => textContent === 'Table, CSV').click();
        return made[0].text()";
    let table: String = page.call(saved, Value::Null).await?;
    let lines: Vec<_> = table.split("\r\n").collect();
    assert_eq!(lines[0], "name,processors,what,prediction,workers,value,low,high");
    assert_eq!(lines[1], format!("'{name},8,pool-speedup,8,,5.1,5,5.2"));
    assert_eq!(lines[2], format!("'{name},8,pool,,8,5.1,5,5.2"));
    Ok(())
}

async fn files_can_be_dropped_on_the_page(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.call::<Value>(MAKE, Value::Null).await?;
    let before = page.server.requests().len();
    let drop = "
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([learnersFile({})], 'ada.json'));
        const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('h1').dispatchEvent(event);
        return event.defaultPrevented";
    assert!(page.call::<bool>(drop, Value::Null).await?, "the browser would leave the page for the file");
    page.until("the file is drawn", "document.querySelector('.class-plot circle')").await?;
    // The page's own parts are loaded, and nothing is sent.
    let requests = page.server.requests();
    assert!(
        requests[before..].iter().all(|request| request.starts_with("200 ") || request.starts_with("304 ")),
        "{:?}",
        &requests[before..]
    );
    Ok(())
}
