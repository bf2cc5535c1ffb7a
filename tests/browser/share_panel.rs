//! The panel under "Share" follows the page's state and keeps the reader's focus. Closing a link restores the page's settings,
//! and a
//! file that does not arrive is reported.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use crate::share::{COMPARE, FILLED, READY};
use anyhow::Result;
use fantoccini::key::Key;
use serde_json::{Value, json};

in_one_browser!(
    panel,
    [Chromium],
    [
        the_link_follows_the_settings,
        the_link_has_no_query,
        the_focus_stays_in_the_panel,
        the_link_s_settings_are_run,
        a_link_that_needs_shared_memory_is_explained,
        a_share_module_that_does_not_load_is_reported
    ]
);
in_one_browser!(panel_in_firefox, [], also: [Firefox], [the_focus_stays_in_the_panel]);

const OPENED: &str = "document.querySelector('#opened')?.innerText.includes('Nothing has run')";
/// An expression: the panel's list of the link's fields, as a text.
const SAID: &str = "[...document.querySelectorAll('#share-panel .scroll tr')].map((row) => row.innerText.replace(/\\s+/g, ' ')).join('; ')";

async fn open_panel(page: &Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.click("#share-panel > summary").await?;
    page.until("the link is made", FILLED).await
}

async fn the_link_follows_the_settings(page: Page) -> Result<()> {
    open_panel(&page).await?;
    let first: String = page.call("return document.querySelector('#share-link').value", Value::Null).await?;
    page.call::<Value>("everyCore.page.set({ workers: 3, workload: 'primes' })", Value::Null).await?;
    page.until("the link has three workers", &format!("/pool size 3;.*/.test({SAID}) && {SAID}.includes('primes')"))
        .await?;
    let second: String = page.call("return document.querySelector('#share-link').value", Value::Null).await?;
    assert_ne!(first, second);
    page.click("#setup > summary").await?;
    page.click("#workers").await?;
    page.press_with_ctrl('a').await?;
    page.type_text("7").await?;
    page.until("the link has seven", &format!("{SAID}.includes('pool size 7;')")).await?;
    // An invalid number makes no link. The next valid number makes one.
    page.press_with_ctrl('a').await?;
    page.type_text("0").await?;
    page.until("no link is made", "document.querySelector('#share-length').textContent.startsWith('No link')").await?;
    page.press_with_ctrl('a').await?;
    page.type_text("5").await?;
    page.until("the link has five", &format!("{SAID}.includes('pool size 5;')")).await
}

async fn the_link_has_no_query(page: Page) -> Result<()> {
    page.open_with("?fbclid=SECRET&nosw=1").await?;
    page.until("the button can be pressed", READY).await?;
    page.click("#share-panel > summary").await?;
    page.until("the link is made", FILLED).await?;
    let link: String = page.call("return document.querySelector('#share-link').value", Value::Null).await?;
    assert!(link.starts_with(&format!("{}#link=", page.server.url())), "{link}");
    Ok(())
}

async fn the_focus_stays_in_the_panel(page: Page) -> Result<()> {
    open_panel(&page).await?;
    page.call::<Value>(COMPARE, Value::Null).await?;
    page.until("two kinds of link can be chosen", "document.querySelectorAll('[name=share-holds]').length === 2")
        .await?;
    let focus = "return (({ name, value, checked }) => [name, value, checked])(document.activeElement)";
    page.call::<Value>("document.querySelector('[name=share-holds]:checked').focus()", Value::Null).await?;
    assert_eq!(page.call::<Value>(focus, Value::Null).await?, json!(["share-holds", "compare", true]));
    page.press(Key::Up).await?;
    assert_eq!(page.call::<Value>(focus, Value::Null).await?, json!(["share-holds", "settings", true]));
    page.until("the link contains settings", &format!("!{SAID}.includes('rounds')")).await?;
    page.press(Key::Down).await?;
    assert_eq!(page.call::<Value>(focus, Value::Null).await?, json!(["share-holds", "compare", true]));
    page.until("the link contains results", &format!("{SAID}.includes('rounds')")).await?;

    // New reports keep the focus and the chosen figure.
    let choose = "const choice = document.querySelector('.files select');
        choice.selectedIndex = choice.options.length - 1;
        window.chosen = choice.value;
        return choice.options.length";
    assert!(page.call::<u32>(choose, Value::Null).await? > 1, "there is only one figure to choose");
    page.call::<Value>(COMPARE, Value::Null).await?;
    assert_eq!(page.call::<Value>(focus, Value::Null).await?, json!(["share-holds", "compare", true]));
    assert!(
        page.call::<bool>("return document.querySelector('.files select').value === window.chosen", Value::Null)
            .await?
    );
    // A new kind of result rebuilds the list of choices, and keeps the focus and the chosen figure.
    let sweep = "everyCore.page.set({ mostWorkers: 2 });
        everyCore.page.start('sweep');
        while (!document.querySelector('[name=share-holds][value=sweep]')) await new Promise((resolve) => setTimeout(resolve, 20));";
    page.call::<Value>(sweep, Value::Null).await?;
    assert_eq!(page.call::<Value>(focus, Value::Null).await?, json!(["share-holds", "compare", true]));
    assert!(
        page.call::<bool>("return document.querySelector('.files select').value === window.chosen", Value::Null)
            .await?
    );
    Ok(())
}

/// Makes a link of settings: 3 workers and a million steps.
async fn settings_link(page: &Page) -> Result<String> {
    open_panel(page).await?;
    page.call::<Value>("everyCore.page.set({ workers: 3, steps: 1e6 })", Value::Null).await?;
    page.until("the link has three workers", &format!("{SAID}.includes('pool size 3;')")).await?;
    let fragment: String =
        page.call("return document.querySelector('#share-link').value.split('#')[1]", Value::Null).await?;
    page.call::<Value>("everyCore.page.set({ workers: 2, steps: 2e6 })", Value::Null).await?;
    Ok(fragment)
}

const SET: &str = "return (({ workers, steps }) => [workers, steps])(everyCore.page.settings())";

async fn the_link_s_settings_are_run(page: Page) -> Result<()> {
    let fragment = settings_link(&page).await?;
    page.call::<Value>("location.hash = args", json!(fragment)).await?;
    page.until("the link is open", OPENED).await?;
    assert_eq!(page.call::<Value>(SET, Value::Null).await?, json!([3, 1_000_000]));
    page.click("#opened .link-btn").await?;
    assert_eq!(
        page.call::<Value>(SET, Value::Null).await?,
        json!([2, 2_000_000]),
        "closing the link must restore the settings"
    );

    page.call::<Value>("location.hash = args", json!(fragment)).await?;
    page.until("the link is open", OPENED).await?;
    // The reader changes the settings. Running the link must use the link's settings.
    page.call::<Value>("everyCore.page.set({ workers: 1, steps: 4e6 })", Value::Null).await?;
    page.click("#opened .btn").await?;
    page.until("the comparison has a report", "everyCore.page.reports().compare").await?;
    let ran = "return (({ workers, steps }) => [workers, steps])(everyCore.page.reports().compare)";
    assert_eq!(page.call::<Value>(ran, Value::Null).await?, json!([3, 1_000_000]));
    page.until("the comparison has ended", "document.querySelector('#run').textContent === 'Run again'").await?;

    // While another run is under way, the page says why it does not run the link.
    let watch = "everyCore.page.set({ strategy: 'isolated', steps: 1e11 }); everyCore.page.start('run')";
    page.call::<Value>(watch, Value::Null).await?;
    page.until("the run has started", "everyCore.page.watching().isRunning").await?;
    page.call::<Value>("document.querySelector('#opened .btn').click()", Value::Null).await?;
    page.until(
        "the page says why",
        "document.querySelector('#opened [role=status]').textContent.includes('under way')",
    )
    .await?;
    assert_eq!(page.call::<Value>(ran, Value::Null).await?, json!([3, 1_000_000]), "another comparison ran");
    Ok(())
}

async fn a_link_that_needs_shared_memory_is_explained(page: Page) -> Result<()> {
    let fragment = settings_link(&page).await?;
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    page.load("robots.txt").await?;
    page.open_with(&format!("?nosw=1#{fragment}")).await?;
    page.until("the link is open", OPENED).await?;
    let said = page.text("#opened [role=status]").await?;
    assert!(said.contains("cannot share memory") && said.contains("isolated workers"), "{said}");
    assert_eq!(page.call::<Value>(SET, Value::Null).await?, json!([3, 1_000_000]));
    Ok(())
}

async fn a_share_module_that_does_not_load_is_reported(page: Page) -> Result<()> {
    page.server.behave(Behaviour { faults: vec![("share/share.js", Fault::Missing)], ..Behaviour::default() });
    page.open_with("#link=AQ").await?;
    page.until("the notice is shown", "document.querySelector('#opened .notice.bad')").await?;
    let said = page.text("#opened .notice").await?;
    assert!(
        said.contains("cannot be opened") && said.contains("did not load") && said.contains("reload the page"),
        "{said}"
    );
    let place = "return document.querySelector('#notice').nextElementSibling.id";
    assert_eq!(
        page.call::<String>(place, Value::Null).await?,
        "opened",
        "the notice must follow the page's own notice"
    );
    page.click("#share-panel > summary").await?;
    page.until("the panel reports it too", "document.querySelector('#share-panel').innerText.includes('did not load')")
        .await
}
