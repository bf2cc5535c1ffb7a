//! The prediction exercises: failed and then passed by mouse and by keyboard, cancelled, reloaded, and without their files.

use crate::access::audit;
use crate::harness::{for_engines, in_one_browser};
use crate::learner::{
    By, PREDICTIONS, RUN, SHORT_RUNS, answer, fail_then_pass, open_exercise, predict, press, run, short_runs,
};
use crate::page::Page;
use crate::screenshots::set_up;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result};
use serde_json::{Value, json};

in_one_browser!(
    prediction_exercises,
    [Chromium],
    [
        only_a_number_unlocks_the_run,
        a_run_can_be_cancelled_and_run_again,
        results_survive_a_reload,
        a_predicted_pool_size_is_not_drawn_as_a_speed_up,
        a_shown_solution_does_not_pass_the_exercise,
        files_that_do_not_load_are_reported,
        exercises_load_only_when_opened,
    ]
);

// One exercise whose prediction is a number, and one with answers to choose from: the mouse reaches each control of the others likewise.
for_engines!(a_learner_fails_and_then_passes_by_mouse, [Firefox]);
async fn a_learner_fails_and_then_passes_by_mouse(page: Page) -> Result<()> {
    fail_then_pass_each(&page, By::Mouse, &["pool-speedup", "uneven-pieces"]).await
}

for_engines!(a_learner_fails_and_then_passes_by_keyboard, [Chromium], also: [Firefox, WebKitPlain]);
async fn a_learner_fails_and_then_passes_by_keyboard(page: Page) -> Result<()> {
    fail_then_pass_each(&page, By::Keyboard, &PREDICTIONS).await
}

/// Does the exercises with short runs.
async fn fail_then_pass_each(page: &Page, by: By, exercises: &[&str]) -> Result<()> {
    page.server.behave(Behaviour { with_policy: true, ..short_runs() });
    for id in exercises {
        open_exercise(page, id).await?;
        let says_isolated = page.text(".exercises .prose").await?.contains("isolated");
        assert_eq!(says_isolated, !page.engine.shares_memory());
        fail_then_pass(page, by, id).await.with_context(|| (*id).to_owned())?;
        let next =
            page.call::<bool>("return document.activeElement.closest('.ex-passed') !== null", Value::Null).await?;
        assert!(next, "after passing, the focus is not in the passed message");
    }
    let complaints: Vec<_> = page.console().await?.into_iter().filter(|line| !line.starts_with("log")).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}

async fn only_a_number_unlocks_the_run(page: Page) -> Result<()> {
    open_exercise(&page, "pool-speedup").await?;
    page.click("#prediction").await?;
    for (typed, is_open) in [("x", false), ("0", false), ("1e3", false), ("2000", false), ("1,5", true), ("12", true)] {
        let retype = "const field = document.querySelector('#prediction'); field.value = ''; field.focus()";
        page.call::<Value>(retype, Value::Null).await?;
        page.type_text(typed).await?;
        let disabled: bool =
            page.call(&format!("return document.querySelector('{RUN}').disabled"), Value::Null).await?;
        assert_eq!(!disabled, is_open, "{typed:?}");
        let says_why = page.text("#prediction-hint").await?.contains("A number above 0");
        assert_eq!(says_why, !is_open, "{typed:?}");
    }
    Ok(())
}

async fn a_run_can_be_cancelled_and_run_again(page: Page) -> Result<()> {
    page.server.behave(short_runs());
    open_exercise(&page, "pool-speedup").await?;
    predict(&page, By::Mouse).await?;
    let press_twice = "const button = document.querySelector(args);
        button.click();
        while (button.textContent !== 'Cancel') await new Promise((resolve) => setTimeout(resolve));
        button.click()";
    page.call::<Value>(press_twice, json!(RUN)).await?;
    page.until("the run is cancelled", "document.querySelector('.ex-outcome').textContent.includes('Cancelled')")
        .await?;
    assert_eq!(page.text(RUN).await?, "Run");
    assert!(page.text(".ex-explain").await?.contains("Opens after the run"));
    run(&page, By::Mouse).await?;
    // Opening another exercise ends the second run. Nothing of the run is shown or announced afterwards.
    let listen = "const status = document.querySelector('.exercises > [role=status]');
        window.announced = [];
        new MutationObserver(() => announced.push(status.textContent)).observe(status, { childList: true, characterData: true })";
    page.call::<Value>(listen, Value::Null).await?;
    page.click(RUN).await?;
    page.click("[href=\"#exercise=ten-times\"]").await?;
    page.until("the other exercise is open", "document.querySelector('#exercise-title').textContent.startsWith('Ten')")
        .await?;
    predict(&page, By::Mouse).await?;
    run(&page, By::Mouse).await?;
    let announced: Vec<String> = page.call("return announced", Value::Null).await?;
    assert!(announced.iter().any(|said| said.starts_with("Ten times")), "{announced:?}");
    assert!(!announced.iter().any(|said| said.contains("Cancelled")), "{announced:?}");
    Ok(())
}

async fn results_survive_a_reload(page: Page) -> Result<()> {
    page.server.behave(short_runs());
    open_exercise(&page, "pool-speedup").await?;
    predict(&page, By::Mouse).await?;
    run(&page, By::Mouse).await?;
    page.reload().await?;
    page.until("the exercise is open", "document.querySelector('.steps')").await?;
    let before = page.text(".ex-before").await?;
    assert!(before.starts_with("Last time you said “1.5”, and it measured"), "{before}");
    assert!(page.text(".ex-tag").await?.contains("begun"));
    Ok(())
}

async fn a_predicted_pool_size_is_not_drawn_as_a_speed_up(page: Page) -> Result<()> {
    const ONE: Fault = Fault::Replaced {
        what: "(() => {\n",
        with: "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 1 });\n(() => {\n",
    };
    page.server.behave(Behaviour { faults: vec![("__recorder.js", ONE), SHORT_RUNS], ..Behaviour::default() });
    open_exercise(&page, "more-workers").await?;
    assert!(
        page.text(".exercises .prose").await?.contains("pools of 1 and 2 workers; this browser reports 1 processor.")
    );
    predict(&page, By::Mouse).await?;
    run(&page, By::Mouse).await?;
    let drawn = page.text(".ex-scale").await?;
    assert!(drawn.contains("2 workers") && !drawn.contains("you"), "{drawn}");
    Ok(())
}

async fn a_shown_solution_does_not_pass_the_exercise(page: Page) -> Result<()> {
    page.server.behave(short_runs());
    open_exercise(&page, "uneven-pieces").await?;
    predict(&page, By::Mouse).await?;
    run(&page, By::Mouse).await?;
    for _ in 0..3 {
        press(&page, By::Mouse, ".ex-ask .link-btn").await?;
    }
    let solution = page.text(".hintbox").await?;
    assert!(solution.starts_with("Solution."), "{solution}");
    // With two workers, almost all of the picture's cost is in its second half.
    let workers: u32 = page.call("return navigator.hardwareConcurrency", Value::Null).await?;
    if workers > 1 {
        assert!(solution.contains("tail"), "{solution}");
        assert!(answer(&page, By::Mouse, "imbalance").await?.starts_with("Yes."));
    }
    assert!(page.text(".ex-tag").await?.contains("solution shown"));
    assert!(page.text("#ex-kept").await?.starts_with("0 of 7 passed"));
    Ok(())
}

async fn files_that_do_not_load_are_reported(page: Page) -> Result<()> {
    let missing = |path| Behaviour { faults: vec![(path, Fault::Missing)], ..Behaviour::default() };
    page.server.behave(missing("exercises/main.js"));
    page.open().await?;
    page.click("#exercises-open").await?;
    let said = "document.querySelector('#exercises-notice').textContent.includes('did not load')";
    page.until("the page reports the missing file", said).await?;

    // The program never starts. The page must show the error alone, without "is loading".
    const IMPATIENT: Fault = Fault::Replaced { what: "START_PATIENCE_MS)", with: "100)" };
    page.server.behave(Behaviour {
        faults: vec![("_bg.wasm", Fault::Missing), ("exercises/main.js", IMPATIENT)],
        ..Behaviour::default()
    });
    page.load("?without#exercise=ten-times").await?;
    page.until("the page reports the missing file", said).await?;
    let words: String = page.call("return document.querySelector('#exercises').textContent", Value::Null).await?;
    assert!(words.contains("has not started") && !words.contains("is loading"), "{words}");

    for (path, id) in [("predict/grade.js", "ten-times"), ("write/index.js", "every-result")] {
        page.server.behave(missing(path));
        page.open_with("?again").await?;
        page.call::<Value>("location.hash = `exercise=${args}`", json!(id)).await?;
        page.until("the page reports the missing file", "document.querySelector('.ex .notice.bad')").await?;
        let said = page.text(".ex .notice").await?;
        assert!(said.contains("did not load") && said.contains("reload the page"), "{said}");
        assert_announced(&page, "This exercise did not load.").await?;
    }
    page.server.behave(Behaviour::default());
    page.open_with("?once-more#exercise=no-such%").await?;
    page.until("the page reports the unknown name", "document.querySelector('.ex-panel .notice')").await?;
    let said = page.text(".ex-panel .notice").await?;
    assert!(said.contains("no-such") && said.contains("pool-speedup"), "{said}");
    // The figures above are drawn later, and the page grows by them.
    page.until(
        "the notice is in view",
        "document.querySelector('#figure .cmp') && document.activeElement.matches('.notice') && document.activeElement.getBoundingClientRect().bottom < innerHeight",
    )
    .await?;
    assert_announced(&page, "There is no exercise of this name.").await
}

/// Checks that the notice has the focus and is announced to screen readers.
async fn assert_announced(page: &Page, strong: &str) -> Result<()> {
    let told = "return [document.activeElement.matches('.notice'), document.querySelector('.exercises > [role=status]').textContent]";
    let (is_focused, said): (bool, String) = page.call(told, Value::Null).await?;
    assert!(is_focused && said.starts_with(strong), "focused: {is_focused}; said: {said}");
    Ok(())
}

async fn exercises_load_only_when_opened(page: Page) -> Result<()> {
    page.open().await?;
    let asked = || -> Vec<String> {
        page.server.requests().into_iter().filter(|request| request.contains("/exercises/")).collect()
    };
    assert!(matches!(&asked()[..], [one] if one.ends_with("/exercises/open.js")), "{:?}", asked());
    page.click("#exercises-open").await?;
    page.until("the list is shown", "document.querySelectorAll('.ex-list li').length === 7").await?;
    assert!(!asked().iter().any(|request| request.contains("/predict/")), "{:?}", asked());
    Ok(())
}

for_engines!(axe_finds_nothing_in_an_exercise, [Chromium]);
async fn axe_finds_nothing_in_an_exercise(page: Page) -> Result<()> {
    page.server.behave(short_runs());
    open_exercise(&page, "more-workers").await?;
    audit(&page, "locked").await?;
    predict(&page, By::Mouse).await?;
    run(&page, By::Mouse).await?;
    answer(&page, By::Mouse, "spawn").await?;
    press(&page, By::Mouse, ".ex-ask .link-btn").await?;
    press(&page, By::Mouse, ".ex-ask .link-btn").await?;
    audit(&page, "answered wrongly").await?;
    for width in [320, 375, 800, 1280] {
        set_up(&page, width, width < 700, "light").await?;
        let wide: u32 = page.call("return document.documentElement.scrollWidth", Value::Null).await?;
        assert!(wide <= width, "{wide} px wide on {width} px");
    }
    Ok(())
}
