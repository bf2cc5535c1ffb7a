//! The site on hosts of every kind: with headers, without, in a folder; offline; and when a new version comes.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

in_one_browser!(
    hosts_of_every_kind,
    [Chromium],
    [
        every_host_isolates_where_it_can,
        every_host_isolates_where_it_can_in_a_sub_folder,
        after_the_first_visit_the_site_works_offline,
        where_nothing_can_be_remembered_nothing_is_reloaded,
        a_frame_is_named_as_the_reason,
        a_new_version_comes_whole_or_not_at_all,
        an_exercise_s_page_leads_on_once,
    ]
);
in_one_browser!(
    hosts_of_every_kind_in_firefox,
    [Firefox],
    [
        every_host_isolates_where_it_can,
        every_host_isolates_where_it_can_in_a_sub_folder,
        after_the_first_visit_the_site_works_offline,
        where_nothing_can_be_remembered_nothing_is_reloaded,
        a_frame_is_named_as_the_reason,
        a_new_version_comes_whole_or_not_at_all,
    ]
);

/// These send one browser from process to process, which WebKitGTK on a busy machine does not always survive: each has a browser of
/// its own, and nothing runs beside it (`ALONE` in xtask/src/test.rs).
mod in_webkit {
    use super::{
        a_new_version_comes_whole_or_not_at_all, after_the_first_visit_the_site_works_offline,
        every_host_isolates_where_it_can, every_host_isolates_where_it_can_in_a_sub_folder,
        where_nothing_can_be_remembered_nothing_is_reloaded,
    };
    use crate::harness::for_engines;

    for_engines!(every_host_isolates_where_it_can, [WebKit]);
    for_engines!(every_host_isolates_where_it_can_in_a_sub_folder, [WebKit]);
    for_engines!(after_the_first_visit_the_site_works_offline, [WebKit]);
    for_engines!(where_nothing_can_be_remembered_nothing_is_reloaded, [WebKit]);
    for_engines!(a_new_version_comes_whole_or_not_at_all, [WebKit]);
}

const FOLDER: &str = "/lessons/every-core";

async fn every_host_isolates_where_it_can(page: Page) -> Result<()> {
    every_kind_of_host(&page, "").await
}

async fn every_host_isolates_where_it_can_in_a_sub_folder(page: Page) -> Result<()> {
    every_kind_of_host(&page, FOLDER).await
}

async fn every_kind_of_host(page: &Page, folder: &'static str) -> Result<()> {
    page.server.behave(Behaviour { folder, with_policy: true, ..Behaviour::default() });
    page.open().await?;
    works(page, Some("headers")).await?;

    page.server.behave(bare(folder));
    page.open_with("?nosw=1").await?;
    works(page, None).await?;

    forget_loads(page).await?;
    page.load("").await?;
    page.until("the service worker isolates the page", ISOLATED).await?;
    works(page, Some("service-worker")).await?;
    assert_eq!(loads(page).await?, 2, "the first visit reloads once");

    page.open().await?;
    works(page, Some("service-worker")).await?;
    assert_eq!(loads(page).await?, 3, "a repeat visit does not reload");

    page.open_with("?nosw=1").await?;
    works(page, None).await?;
    let missing: Vec<_> = page.server.requests().into_iter().filter(|line| line.starts_with("404 ")).collect();
    assert!(missing.iter().all(|line| line.ends_with("/favicon.ico")), "{missing:?}");
    Ok(())
}

// The service worker's copy is what is left.
async fn after_the_first_visit_the_site_works_offline(page: Page) -> Result<()> {
    first_visit(&page).await?;
    page.server.behave(Behaviour { is_offline: true, ..bare(FOLDER) });
    page.open().await?;
    works(&page, Some("service-worker")).await
}

/// The recorder runs before everything else; here it takes the page's storage away first.
const STORAGE_BLOCKED: Fault = Fault::Replaced {
    what: "(() => {\n",
    with: "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('blocked'); } });\n(() => {\n",
};

async fn where_nothing_can_be_remembered_nothing_is_reloaded(page: Page) -> Result<()> {
    page.server.behave(Behaviour { faults: vec![("__recorder.js", STORAGE_BLOCKED)], ..bare("") });
    page.open().await?;
    page.until("the service worker is ready", "document.documentElement.dataset.serviceWorker === 'ready'").await?;
    let environment: Value = page.call("return everyCore.environment()", Value::Null).await?;
    assert_eq!(environment["crossOriginIsolated"], json!(false), "the page was reloaded: {environment}");
    let shares_memory = environment["sharedMemory"].as_bool().context("a flag")?;
    assert_eq!(environment["notIsolated"], if shares_memory { Value::Null } else { json!("afterReload") });
    // The reader's own reload is enough.
    page.open().await?;
    assert!(page.call::<bool>("return crossOriginIsolated", Value::Null).await?);
    Ok(())
}

async fn a_frame_is_named_as_the_reason(page: Page) -> Result<()> {
    page.server.behave(bare(""));
    // Any page of this host that has no policy of its own.
    page.load("no-such-page").await?;
    let framed = "const frame = document.createElement('iframe');
         frame.src = './';
         document.body.append(frame);
         await new Promise((resolve) => frame.addEventListener('load', resolve));
         const inside = frame.contentWindow;
         if (!inside.everyCore) {
           await new Promise((resolve) => inside.addEventListener('TrunkApplicationStarted', resolve, { once: true }));
         }
         const notice = () => inside.document.querySelector('#notice a[target=_blank]');
         const deadline = performance.now() + 60000;
         while (!notice() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
         return [inside.everyCore.environment().notIsolated, notice()?.textContent, notice()?.href === inside.location.href]";
    let seen: Value = page.call(framed, Value::Null).await?;
    assert_eq!(seen, json!(["framed", "Open in its own tab", true]));
    Ok(())
}

async fn a_new_version_comes_whole_or_not_at_all(page: Page) -> Result<()> {
    first_visit(&page).await?;
    let old: String = version(&page).await?;
    let site = page.server.site();

    // A host in the middle of an update: the new service worker, with yesterday's page.
    let (half, _half_new) = renamed(&site, &old, "00000000half")?;
    std::fs::copy(site.join("index.html"), half.path().join("index.html"))?;
    page.server.behave(Behaviour { site: Some(half.path().to_owned()), ..bare(FOLDER) });
    page.open().await?;
    let refused = "const registration = await navigator.serviceWorker.getRegistration();
         await registration.update().catch(() => {});
         const { installing } = registration;
         if (installing && installing.state !== 'redundant') {
           await new Promise((resolve) => installing.addEventListener('statechange',
             () => ['redundant', 'activated'].includes(installing.state) && resolve()));
         }
         return installing ? installing.state : 'redundant'";
    assert_eq!(page.call::<String>(refused, Value::Null).await?, "redundant");
    page.open().await?;
    assert_eq!(version(&page).await?, old, "half a version was taken");
    works(&page, Some("service-worker")).await?;

    // The update is done. The page that is open stays what it is, and the next one is new.
    let (whole, new) = renamed(&site, &old, "0000000whole")?;
    page.server.behave(Behaviour { site: Some(whole.path().to_owned()), ..bare(FOLDER) });
    page.open().await?;
    assert_eq!(version(&page).await?, old);
    let there = format!(
        "const registration = await navigator.serviceWorker.getRegistration();
         const before = registration.active;
         await registration.update().catch(() => {{}});
         const names = async () => (await caches.keys()).some((name) => name.endsWith('{new}'));
         const deadline = performance.now() + 60000;
         while (!(await names()) || registration.installing || registration.waiting || registration.active.state !== 'activated') {{
           if (performance.now() > deadline) throw new Error('the new version did not come');
           await new Promise((resolve) => setTimeout(resolve, 50));
         }}"
    );
    page.call::<Value>(&there, Value::Null).await?;
    works(&page, Some("service-worker")).await?;
    assert_eq!(version(&page).await?, old, "a page changed its version while it was open");
    page.open().await?;
    assert_eq!(version(&page).await?, new, "the new version did not reach the reader");
    works(&page, Some("service-worker")).await
}

/// A host that sends no headers.
fn bare(folder: &'static str) -> Behaviour {
    Behaviour { isolated: false, folder, ..Behaviour::default() }
}

const ISOLATED: &str = "window.crossOriginIsolated && typeof window.everyCore === 'object'";

async fn first_visit(page: &Page) -> Result<()> {
    page.server.behave(bare(FOLDER));
    page.load("").await?;
    page.until("the service worker isolates the page", ISOLATED).await
}

/// Pools run verified, everything is of one version, the console is clean; isolated by `source`, in window and worker.
async fn works(page: &Page, source: Option<&str>) -> Result<()> {
    let environment: Value = page.call("return everyCore.environment()", Value::Null).await?;
    assert_eq!(environment["isolationSource"], json!(source.unwrap_or("none")), "{environment}");
    assert_eq!(environment["crossOriginIsolated"], json!(source.is_some()), "{environment}");
    let shares_memory = environment["sharedMemory"].as_bool().context("a flag")?;
    assert_eq!(environment["notIsolated"], if shares_memory { Value::Null } else { json!("askedFor") });
    if page.engine.shares_memory() && source.is_some() {
        assert!(shares_memory, "{environment}");
    }
    let worker = "const address = URL.createObjectURL(new Blob(['postMessage(crossOriginIsolated)']));
         const worker = new Worker(address);
         return new Promise((resolve, reject) => { worker.onmessage = ({ data }) => resolve(data); worker.onerror = reject; })";
    assert_eq!(page.call::<bool>(worker, Value::Null).await?, source.is_some(), "in a worker");
    for strategy in if shares_memory { &["isolated", "shared"][..] } else { &["isolated"] } {
        let run = "return everyCore.run({ strategy: args, workers: 2, steps: 1e6 })";
        let run: Value = page.call(run, json!(strategy)).await.with_context(|| format!("the {strategy} run"))?;
        assert_eq!(run["verified"], json!(true), "{run}");
    }
    let function = "const pool = new everyCore.Pool(2);
         const squares = await pool.map((n) => n * n, [1, 2, 3]).get(60000);
         pool.terminate();
         return squares";
    let squares: Value = page.call(function, Value::Null).await.context("a learner's function")?;
    assert_eq!(squares, json!([1, 4, 9]), "the host keeps workers from running a learner's function");
    let version = version(page).await?;
    let loaded = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
    let loaded: Vec<String> = page.call(loaded, Value::Null).await?;
    for address in loaded.iter().filter(|address| address.contains("/v/")) {
        assert!(address.contains(&format!("/v/{version}/")), "a page of {version} loaded {address}");
    }
    let console = page.console().await?;
    let bad = ["error", "uncaught", "unhandled"];
    let complaints: Vec<_> = console.iter().filter(|line| bad.iter().any(|word| line.starts_with(word))).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}

async fn version(page: &Page) -> Result<String> {
    page.call("return document.documentElement.dataset.version", Value::Null).await
}

async fn forget_loads(page: &Page) -> Result<()> {
    page.call("sessionStorage.removeItem('__loads')", Value::Null).await
}

async fn loads(page: &Page) -> Result<u32> {
    page.call("return Number(sessionStorage.getItem('__loads'))", Value::Null).await
}

/// A copy of the site that differs in its version alone, and that version.
fn renamed(site: &Path, old: &str, new: &str) -> Result<(TempDir, String)> {
    let copy = tempfile::tempdir()?;
    copy_folder(site, copy.path())?;
    std::fs::rename(copy.path().join("v").join(old), copy.path().join("v").join(new))?;
    let exercises = std::fs::read_dir(copy.path().join("exercise"))?.map(|entry| Ok(entry?.path().join("index.html")));
    let own = ["index.html", "sw.js"].map(|name| Ok(copy.path().join(name)));
    for path in own.into_iter().chain(exercises).collect::<Result<Vec<_>>>()? {
        let text = std::fs::read_to_string(&path)?;
        ensure!(text.contains(old), "{} does not name its version", path.display());
        std::fs::write(&path, text.replace(old, new))?;
    }
    Ok((copy, new.to_owned()))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            std::fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

// Without a script, and without a way into it again.
async fn an_exercise_s_page_leads_on_once(page: Page) -> Result<()> {
    page.server.behave(Behaviour { folder: FOLDER, with_policy: true, ..Behaviour::default() });
    page.open().await?;
    forget_loads(&page).await?;
    page.load("exercise/cut-the-range/").await?;
    page.until("the page is there", "location.hash === '#exercise=cut-the-range' && window.everyCore").await?;
    let there: String = page.call("return location.pathname", Value::Null).await?;
    assert_eq!(there, format!("{FOLDER}/"));
    assert!(loads(&page).await? <= 2, "it leads round in a circle");
    Ok(())
}
