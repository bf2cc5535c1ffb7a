//! The panel under "Share" goes along with the page around it, and leaves the reader where they are in it. A link that was opened
//! gives the page's settings back; one whose part does not arrive says so.

use crate::harness::for_engines;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use crate::share::{COMPARE, FILLED, READY};
use anyhow::Result;
use fantoccini::key::Key;
use serde_json::{Value, json};

const OPENED: &str = "document.querySelector('#opened')?.innerText.includes('Nothing has run')";
/// What the panel says that is in the link, field by field.
const SAID: &str = "[...document.querySelectorAll('#share-panel .scroll tr')].map((row) => row.innerText.replace(/\\s+/g, ' ')).join('; ')";

async fn open_panel(page: &Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.click("#share-panel > summary").await?;
    page.until("there is a link", FILLED).await
}

for_engines!(the_link_goes_along_with_the_settings, [Chromium]);
async fn the_link_goes_along_with_the_settings(page: Page) -> Result<()> {
    open_panel(&page).await?;
    let first: String = page.call("return document.querySelector('#share-link').value", Value::Null).await?;
    page.call::<Value>("everyCore.page.set({ workers: 3, workload: 'primes' })", Value::Null).await?;
    page.until("the link has three workers", &format!("/pool size 3;.*/.test({SAID}) && {SAID}.includes('primes')"))
        .await?;
    let second: String = page.call("return document.querySelector('#share-link').value", Value::Null).await?;
    assert_ne!(first, second);
    page.click("#workers").await?;
    page.press_with_ctrl('a').await?;
    page.type_text("7").await?;
    page.until("the link has seven", &format!("{SAID}.includes('pool size 7;')")).await?;
    // A number that cannot be is no link, and the next one is.
    page.press_with_ctrl('a').await?;
    page.type_text("0").await?;
    page.until("no link is made of it", "document.querySelector('#share-length').textContent.startsWith('No link')")
        .await?;
    page.press_with_ctrl('a').await?;
    page.type_text("5").await?;
    page.until("the link has five", &format!("{SAID}.includes('pool size 5;')")).await
}

for_engines!(the_focus_stays_in_the_panel, [Chromium, Firefox]);
async fn the_focus_stays_in_the_panel(page: Page) -> Result<()> {
    open_panel(&page).await?;
    page.call::<Value>(COMPARE, Value::Null).await?;
    page.until("there are two kinds", "document.querySelectorAll('[name=share-holds]').length === 2").await?;
    let focus = "return (({ name, value, checked }) => [name, value, checked])(document.activeElement)";
    page.call::<Value>("document.querySelector('[name=share-holds]:checked').focus()", Value::Null).await?;
    assert_eq!(page.call::<Value>(focus, Value::Null).await?, json!(["share-holds", "compare", true]));
    page.press(Key::Up).await?;
    assert_eq!(page.call::<Value>(focus, Value::Null).await?, json!(["share-holds", "settings", true]));
    page.until("it is a link of settings", &format!("!{SAID}.includes('rounds')")).await?;
    page.press(Key::Down).await?;
    assert_eq!(page.call::<Value>(focus, Value::Null).await?, json!(["share-holds", "compare", true]));
    page.until("it is a link of results", &format!("{SAID}.includes('rounds')")).await?;

    // Reports come while the reader is there: the place stays, and so does the figure that was chosen.
    let choose = "const choice = document.querySelector('.files select');
        choice.selectedIndex = choice.options.length - 1;
        window.chosen = choice.value;
        return choice.options.length";
    assert!(page.call::<u32>(choose, Value::Null).await? > 1, "there is nothing to choose from");
    page.call::<Value>(COMPARE, Value::Null).await?;
    assert_eq!(page.call::<Value>(focus, Value::Null).await?, json!(["share-holds", "compare", true]));
    assert!(
        page.call::<bool>("return document.querySelector('.files select').value === window.chosen", Value::Null)
            .await?
    );
    // A new kind of result makes the choice anew; who was there still is.
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

/// A link of settings: 3 workers, a million steps.
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

for_engines!(what_is_run_is_what_the_link_says, [Chromium]);
async fn what_is_run_is_what_the_link_says(page: Page) -> Result<()> {
    let fragment = settings_link(&page).await?;
    page.call::<Value>("location.hash = args", json!(fragment)).await?;
    page.until("the link is open", OPENED).await?;
    assert_eq!(page.call::<Value>(SET, Value::Null).await?, json!([3, 1_000_000]));
    page.click("#opened .link-btn").await?;
    assert_eq!(page.call::<Value>(SET, Value::Null).await?, json!([2, 2_000_000]), "they are put back on Close");

    page.call::<Value>("location.hash = args", json!(fragment)).await?;
    page.until("the link is open", OPENED).await?;
    // The reader changes something in between; what runs is the link.
    page.call::<Value>("everyCore.page.set({ workers: 1, steps: 4e6 })", Value::Null).await?;
    page.click("#opened .btn").await?;
    page.until("it has run", "everyCore.page.reports().compare").await?;
    let ran = "return (({ workers, steps }) => [workers, steps])(everyCore.page.reports().compare)";
    assert_eq!(page.call::<Value>(ran, Value::Null).await?, json!([3, 1_000_000]));
    page.until("it is over", "document.querySelector('#run').textContent === 'Run again'").await?;

    // While something else is under way, the page says why it does not run.
    let watch = "everyCore.page.set({ strategy: 'isolated', steps: 1e11 }); everyCore.page.start('run')";
    page.call::<Value>(watch, Value::Null).await?;
    page.until("it runs", "everyCore.page.watching().isRunning").await?;
    page.call::<Value>("document.querySelector('#opened .btn').click()", Value::Null).await?;
    page.until("it is said", "document.querySelector('#opened [role=status]').textContent.includes('under way')")
        .await?;
    assert_eq!(page.call::<Value>(ran, Value::Null).await?, json!([3, 1_000_000]), "nothing else has run");
    Ok(())
}

for_engines!(what_a_page_cannot_do_of_a_link_is_said, [Chromium]);
async fn what_a_page_cannot_do_of_a_link_is_said(page: Page) -> Result<()> {
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

for_engines!(a_link_whose_part_does_not_load_says_so, [Chromium]);
async fn a_link_whose_part_does_not_load_says_so(page: Page) -> Result<()> {
    page.server.behave(Behaviour { faults: vec![("share/share.js", Fault::Missing)], ..Behaviour::default() });
    page.open_with("#link=AQ").await?;
    page.until("there is a notice", "document.querySelector('#opened .notice.bad')").await?;
    let said = page.text("#opened .notice").await?;
    assert!(
        said.contains("cannot be opened") && said.contains("did not load") && said.contains("reload the page"),
        "{said}"
    );
    let place = "return document.querySelector('#notice').nextElementSibling.id";
    assert_eq!(page.call::<String>(place, Value::Null).await?, "opened", "where a reader of the page sees it");
    page.click("#share-panel > summary").await?;
    page.until("the panel says so too", "document.querySelector('#share-panel').innerText.includes('did not load')")
        .await
}
