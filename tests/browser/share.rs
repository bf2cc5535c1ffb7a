//! Links are made and opened on the page. Opening a link runs nothing, and hostile links have no effect.

use crate::engine::Engine;
use crate::harness::in_one_browser;
use crate::page::Page;
use crate::screenshots::set_up;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result, ensure};
use every_core::measure::SplitMix64;
use serde_json::{Value, json};

in_one_browser!(
    links,
    [Chromium],
    [
        a_link_shows_its_results_beside_the_reader_s,
        a_link_that_was_altered_on_its_way_opens,
        what_cannot_be_compared_has_no_ratio,
        without_clipboard_access_the_link_is_selected,
        exported_files_can_be_read,
        a_codec_that_does_not_load_is_reported_and_requested_again,
        a_thousand_hostile_links_have_no_effect
    ]
);
in_one_browser!(links_in_other_engines, [Firefox], also: [WebKit], [a_link_shows_its_results_beside_the_reader_s]);

pub(crate) const READY: &str = "document.querySelector('#run')?.disabled === false";
pub(crate) const FILLED: &str = "document.querySelector('#share-link')?.value";
const OPENED: &str = "document.querySelector('#opened > *')";
/// A script that runs the page's own comparison with little work, and waits until it ends.
pub(crate) const COMPARE: &str = "everyCore.page.set({ steps: 1e6, workers: 2 });
    while (document.querySelector('#run').disabled) await new Promise((resolve) => setTimeout(resolve, 20));
    everyCore.page.start('compare');
    // A report is stored after every round, so wait for the last one.
    const isOver = () => everyCore.page.reports().compare?.rounds >= 6 && !everyCore.page.isRunning() && document.querySelector('#run').textContent === 'Run again';
    while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 20));";

async fn make_link(page: &Page) -> Result<String> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.call::<Value>(COMPARE, Value::Null).await?;
    page.click("#share-panel > summary").await?;
    page.until("the link is made", FILLED).await?;
    page.call("return document.querySelector('#share-link').value.split('#')[1]", Value::Null).await
}

/// Checks that the console has no errors.
async fn assert_quiet(page: &Page) -> Result<()> {
    let bad = ["error", "uncaught", "unhandled"];
    let console = page.console().await?;
    let complaints: Vec<_> = console.iter().filter(|line| bad.iter().any(|word| line.starts_with(word))).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}

async fn a_link_shows_its_results_beside_the_reader_s(page: Page) -> Result<()> {
    page.server.behave(Behaviour { with_policy: true, ..Behaviour::default() });
    page.open().await?;
    let loaded =
        "return performance.getEntriesByType('resource').filter(({ name }) => /(share|link)[/]/.test(name)).length";
    assert_eq!(page.call::<u32>(loaded, Value::Null).await?, 0, "the share module is loaded before it is needed");
    let fragment = make_link(&page).await?;
    ensure!(fragment.starts_with("link=") && fragment.len() < 400, "{fragment}");

    // The table lists the link's content. The browser is in it until the reader leaves it out.
    let table = "return document.querySelector('#share-panel .scroll').innerText";
    let said: String = page.call(table, Value::Null).await?;
    assert!(
        said.contains("do_math") && said.contains("1\u{202f}000\u{202f}000") && !said.contains("left out"),
        "{said}"
    );
    page.click("#share-tells").await?;
    let said: String = page.call(table, Value::Null).await?;
    assert_eq!(said.matches("left out").count(), 2, "{said}");

    // Opening the link shows its results, and runs nothing.
    page.load("robots.txt").await?;
    page.open_with(&format!("#{fragment}")).await?;
    page.until("the link is shown", OPENED).await?;
    page.until(
        "the link's settings are set",
        "document.querySelector('#opened').innerText.includes('Nothing has run')",
    )
    .await?;
    page.until("the button can be pressed", READY).await?;
    let seen: Value = page
        .call(
            "return [everyCore.page.settings(), everyCore.page.reports(), document.querySelector('#opened').innerText]",
            Value::Null,
        )
        .await?;
    // The pool is as large as this machine, whatever theirs was.
    let reported: Value = page.call("return everyCore.environment().reportedProcessors", Value::Null).await?;
    assert_eq!((&seen[0]["steps"], &seen[0]["workers"]), (&json!(1_000_000), &reported), "{seen}");
    assert_eq!(seen[1]["compare"], Value::Null, "opening the link ran a comparison");
    assert!(seen[2].as_str().is_some_and(|text| text.contains("nothing to compare with yet")), "{seen}");

    let heading = page.text("#opened h2").await?;
    assert!(heading.starts_with("Someone’s ") && heading.ends_with("×. Yours?"), "{heading}");
    if page.engine == Engine::Chromium {
        set_up(&page, 375, true, "light").await?;
        let bottom: f64 = page
            .call(
                "scrollTo(0, 0); return document.querySelector('#opened .btn').getBoundingClientRect().bottom",
                Value::Null,
            )
            .await?;
        assert!(bottom < 800.0, "the button ends at {bottom} px");
        page.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await?;
    }
    page.click("#opened .btn").await?;
    page.until("the ratios are shown", "/yours (is|takes) [0-9.]+×/.test(document.querySelector('#opened').innerText)")
        .await?;
    assert_quiet(&page).await
}

async fn a_link_that_was_altered_on_its_way_opens(page: Page) -> Result<()> {
    let fragment = make_link(&page).await?;
    let digits = fragment.strip_prefix("link=").context("a link")?;
    for altered in [format!("{fragment}."), format!("link%3D{digits}"), format!("%6Cink={digits}&utm_source=mail")] {
        page.call::<Value>(
            "document.querySelector('#opened')?.replaceChildren(); location.hash = args",
            json!(altered),
        )
        .await?;
        page.until("the link is opened", OPENED).await?;
        let is_fine: bool = page.call("return !document.querySelector('#opened .bad')", Value::Null).await?;
        assert!(is_fine, "{altered}");
    }
    assert_quiet(&page).await
}

async fn what_cannot_be_compared_has_no_ratio(page: Page) -> Result<()> {
    let fragment = make_link(&page).await?;
    let changed = "const codec = await import(performance.getEntriesByType('resource').find(({ name }) => name.endsWith('every-core-link.js')).name);
        const link = codec.decode(args.fragment);
        if (args.change === 'build') link.results.build = '0.0.9+other';
        if (args.change === 'steps') link.steps *= 2;
        if (args.change === 'open' || args.change === 'known') {
            const [speedupLow, speedup] = args.change === 'open' ? [0.9, 1.46] : [1.2, 1.46];
            for (const entry of link.results.entries.slice(1)) Object.assign(entry, { speedup, speedupLow, speedupHigh: 1.9 });
        }
        return codec.encode(link)";
    for (change, words) in [("build", "was measured with build 0.0.9+other"), ("steps", "run the same size to compare")]
    {
        let other: String = page.call(changed, json!({ "fragment": fragment, "change": change })).await?;
        page.call::<Value>("location.hash = args", json!(other)).await?;
        page.until(
            "the page explains why there is no ratio",
            &format!("document.querySelector('#opened')?.innerText.includes('{words}')"),
        )
        .await?;
        let text: String = page.text("#opened").await?;
        assert!(!text.contains("yours is") && !text.contains("yours takes"), "{text}");
    }
    // An interval around 1 is the result, as in the headline.
    for (change, heading) in [("open", ": 0.90 to 1.90×. Yours?"), ("known", ": 1.46×. Yours?")] {
        let other: String = page.call(changed, json!({ "fragment": fragment, "change": change })).await?;
        page.call::<Value>("location.hash = args", json!(other)).await?;
        page.until(
            "the challenge is shown",
            &format!("document.querySelector('#opened h2')?.textContent.endsWith('{heading}')"),
        )
        .await?;
        let text: String = page.text("#opened").await?;
        assert_eq!(text.contains("It is not known whether their pool is faster"), change == "open", "{text}");
    }
    assert_quiet(&page).await
}

async fn without_clipboard_access_the_link_is_selected(page: Page) -> Result<()> {
    make_link(&page).await?;
    let refuse = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } })";
    page.call::<Value>(refuse, Value::Null).await?;
    page.click(".share-link .btn").await?;
    page.until("the link is selected", "(({ selectionStart, selectionEnd, value }) => selectionEnd - selectionStart === value.length)(document.querySelector('#share-link'))").await?;
    let copy = "const copied = [];
        Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text) => copied.push(text) } });";
    page.reload().await?;
    page.until("the button can be pressed", READY).await?;
    page.click("#share-panel > summary").await?;
    page.until("the link is made", FILLED).await?;
    page.call::<Value>(&format!("{copy} window.copied = copied"), Value::Null).await?;
    page.click(".share-link .btn").await?;
    page.until("the link is copied", "window.copied[0] === document.querySelector('#share-link').value").await?;
    page.until("the page reports it", "document.querySelector('.share-link .btn').textContent === 'Copied'").await
}

async fn exported_files_can_be_read(page: Page) -> Result<()> {
    page.server.behave(Behaviour { with_policy: true, ..Behaviour::default() });
    make_link(&page).await?;
    // Files are intercepted where the page hands them to the browser.
    let press = "const make = URL.createObjectURL.bind(URL), blobs = [];
        URL.createObjectURL = (blob) => { blobs.push(blob); return make(blob); };
        HTMLAnchorElement.prototype.click = function () { if (this.download) files.push([this.download, blobs.at(-1)]); };
        const files = [];
        const buttons = [...document.querySelectorAll('.files .btn')];
        for (const button of buttons) {
            const before = files.length;
            button.click();
            const deadline = performance.now() + 60000;
            while (files.length === before) {
                if (performance.now() > deadline) throw new Error(`${button.textContent}: ${document.querySelector('#share-panel .bad')?.textContent}`);
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
        }
        const result = {};
        for (const [name, blob] of files) {
            const isPicture = blob.type === 'image/png';
            result[name] = isPicture ? await createImageBitmap(blob).then(({ width, height }) => [width, height]) : await blob.text();
        }
        return result";
    let files: Value = page.call(press, Value::Null).await?;
    let text = |name: &str| files[name].as_str().with_context(|| format!("{name} is missing in {files}"));
    let all: Value = serde_json::from_str(text("every-core.json")?)?;
    assert_eq!(all["compare"]["schema"], json!("every-core/compare/1"));
    assert!(text("every-core.csv")?.starts_with("workload,strategy,"));
    let trace: Value = serde_json::from_str(text("trace.json")?)?;
    assert!(trace["traceEvents"].as_array().is_some_and(|events| events.len() > 3), "{trace}");
    assert_eq!(files["every-core-card.png"], json!([1200, 630]));
    let picture = text("every-core-fig-1.svg")?;
    let words: Vec<&str> = picture.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    assert!(words.join(" ").contains("Pool of 2, isolated workers"), "{words:?}");
    for foreign in ["var(--", "class=", " style=", "<script", "foreignObject"] {
        assert!(!picture.contains(foreign), "the exported figure depends on the page: it has {foreign}");
    }
    for reference in picture.match_indices("url(#").map(|(at, mark)| &picture[at + mark.len()..]) {
        let id = reference.split(')').next().unwrap_or_default();
        assert!(picture.contains(&format!("<pattern id=\"{id}\"")), "the pattern {id} is missing in the figure");
    }
    let drawn = "const image = new Image();
        image.src = URL.createObjectURL(new Blob([args], { type: 'image/svg+xml' }));
        await new Promise((resolve, reject) => { image.onload = resolve; image.onerror = () => reject(new Error('the picture cannot be decoded')); });
        return image.width";
    assert!(page.call::<u32>(drawn, json!(picture)).await? > 600);
    assert_eq!(files["every-core-fig-1.png"][0].as_u64().map(|width| width > 1_200), Some(true), "{files}");
    assert_quiet(&page).await
}

async fn a_codec_that_does_not_load_is_reported_and_requested_again(page: Page) -> Result<()> {
    page.server.behave(Behaviour { faults: vec![("every-core-link_bg.wasm", Fault::Missing)], ..Behaviour::default() });
    page.open_with("#link=AQ").await?;
    page.until("the page reports it", "document.querySelector('#opened .bad')?.innerText.includes('did not load')")
        .await?;
    let serial: Value = page.call("return everyCore.run({ strategy: 'serial', steps: 1e6 })", Value::Null).await?;
    assert_eq!(serial["verified"], json!(true));
    page.server.behave(Behaviour::default());
    page.call::<Value>("location.hash = 'link=AQA'", Value::Null).await?;
    page.until(
        "the link is refused",
        "document.querySelector('#opened .bad')?.innerText.includes('damaged on its way')",
    )
    .await
}

/// The number of hostile fragments.
const HOSTILE: usize = 1_000;

async fn a_thousand_hostile_links_have_no_effect(page: Page) -> Result<()> {
    // Browsers limit how often a page may change its fragment. So most links are passed to the function that the fragment would
    // call.
    let with_follow = Fault::Replaced {
        what: "async function openLink",
        with: "window.follow = (link) => openLink(link);\nasync function openLink",
    };
    page.server.behave(Behaviour {
        with_policy: true,
        faults: vec![("share/share.js", with_follow)],
        ..Behaviour::default()
    });
    let valid = make_link(&page).await?;
    let fragments = hostile(&valid);
    page.reload().await?;
    page.until("the button can be pressed", READY).await?;
    page.click("#share-panel > summary").await?;
    page.until("the panel shows a link", FILLED).await?;
    // Each link is opened and shown before the next one.
    let open = "const before = document.title;
        let [refused, opened, places] = [0, 0, 0];
        const fields = new Set();
        window.everyCorePwned = false;
        for (const [index, fragment] of args.entries()) {
            document.querySelector('#opened')?.replaceChildren();
            if (!fragment.startsWith('link=')) { await window.follow(fragment); places++; continue; }
            if (index % 20 < 2) location.hash = `${fragment}`;
            else await window.follow(`#${fragment}`);
            const deadline = performance.now() + 60000;
            while (!document.querySelector('#opened > *')) {
                if (performance.now() > deadline) throw new Error(`the page showed nothing for ${fragment.slice(0, 100)}`);
                await new Promise((resolve) => setTimeout(resolve));
            }
            const shown = document.querySelector('#opened');
            if (shown.querySelector('script, iframe, object, embed, b > *, img, [onerror], [onload]')) throw new Error(`markup from ${fragment}`);
            const bad = shown.querySelector('.bad');
            if (!bad) { opened++; continue; }
            refused++;
            const text = bad.innerText;
            const named = /[Tt]he field `([\\w.]+)`|damaged on its way|of version \\d+/.exec(text);
            if (!named) throw new Error(`the error names nothing: ${text}`);
            fields.add(named[0]);
        }
        const reports = everyCore.page.reports();
        return { refused, opened, places, fields: [...fields], pwned: window.everyCorePwned, title: document.title === before,
            ran: Object.values(reports).some((report) => report !== null), running: document.querySelector('#run').textContent }";
    let outcome: Value = page.call(open, json!(fragments)).await?;
    println!("{outcome}");
    let count = |name: &str| outcome[name].as_u64().unwrap_or_default();
    assert_eq!(count("refused") + count("opened") + count("places"), HOSTILE as u64, "{outcome}");
    assert!(count("refused") > 600 && count("opened") > 5, "too few links are refused or opened: {outcome}");
    assert!(outcome["fields"].as_array().is_some_and(|fields| fields.len() > 8), "{outcome}");
    assert_eq!(
        (&outcome["pwned"], &outcome["title"], &outcome["ran"]),
        (&json!(false), &json!(true), &json!(false)),
        "{outcome}"
    );
    assert_eq!(outcome["running"], json!("Run the comparison"), "{outcome}");
    let serial: Value = page.call("return everyCore.run({ strategy: 'serial', steps: 1e6 })", Value::Null).await?;
    assert_eq!(serial["verified"], json!(true), "a serial run must succeed afterwards");
    assert_quiet(&page).await
}

/// Returns hostile fragments from a fixed seed, so that a failure can be repeated: noise, markup, lengths, versions, and valid
/// links
/// with a changed body and a right checksum.
fn hostile(valid: &str) -> Vec<String> {
    const MARKUP: [&str; 6] = [
        "link=<img src=x onerror=everyCorePwned=true>",
        "link=\"><script>everyCorePwned=true</script>",
        "link=javascript:everyCorePwned=true",
        "link=%3Cscript%3EeveryCorePwned=true%3C/script%3E",
        "link=\u{202e}\u{0}\u{1f600}\u{e9}",
        "link={\"__proto__\":{\"results\":NaN}}",
    ];
    let mut rng = SplitMix64::new(20_261_125);
    let body = body_of(valid);
    (0..HOSTILE)
        .map(|turn| match turn % 8 {
            0 => MARKUP[turn / 8 % MARKUP.len()].to_owned(),
            1 => ["link=", "link=AQ", "link=_w", "link=AA", "link==", "link= "][turn / 8 % 6].to_owned(),
            2 => format!("link={}", "A".repeat(rng.below(100_000))),
            3 => noise(&mut rng),
            4 => sealed(&(0..rng.below(120)).map(|_| rng.below(256) as u8).collect::<Vec<_>>()),
            5 => {
                let mut letters = valid.as_bytes().to_vec();
                let place = "link=".len() + rng.below(letters.len() - "link=".len());
                letters[place] = b"ABCxyz019-_"[rng.below(11)];
                String::from_utf8_lossy(&letters).into_owned()
            }
            _ => {
                let mut changed = body.clone();
                let place = rng.below(changed.len());
                match rng.below(3) {
                    0 => changed[place] = rng.below(256) as u8,
                    1 => changed.truncate(place),
                    // The largest number, where a small one is expected.
                    _ => drop(changed.splice(place..=place, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1])),
                }
                sealed(&changed)
            }
        })
        .collect()
}

fn noise(rng: &mut SplitMix64) -> String {
    let letters: Vec<char> = "ABCabc019-_=%<>&\"'\u{e9}\u{1f600} ".chars().collect();
    let text: String = (0..rng.below(300)).map(|_| letters[rng.below(letters.len())]).collect();
    if rng.below(8) == 0 { text } else { format!("link={text}") }
}

fn body_of(valid: &str) -> Vec<u8> {
    use base64::Engine as _;
    let text = valid.trim_start_matches("link=");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).expect("base64url");
    bytes[5..].to_vec()
}

/// Encodes a body after the head of a valid link: version 1 and the right checksum.
fn sealed(body: &[u8]) -> String {
    use base64::Engine as _;
    let mut crc = flate2::Crc::new();
    crc.update(body);
    let bytes = [&[1][..], &crc.sum().to_le_bytes(), body].concat();
    format!("link={}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}
