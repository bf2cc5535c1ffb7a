//! The site on several kinds of host: with headers, without them, in a subfolder, offline, and during an update.

use crate::engine::Engine;
use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::{Behaviour, Fault, Server};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;
use std::rc::Rc;
use tempfile::TempDir;

in_one_browser!(
    hosts_of_every_kind,
    [Chromium],
    [
        the_page_is_isolated_on_every_host,
        the_page_is_isolated_on_every_host_in_a_subfolder,
        after_the_first_visit_the_site_works_offline,
        without_session_storage_the_page_does_not_reload,
        a_frame_of_another_origin_shares_memory_where_the_browser_can,
        a_new_version_is_installed_whole_or_not_at_all,
        the_page_of_an_exercise_redirects_once,
    ]
);
in_one_browser!(
    hosts_of_every_kind_in_firefox,
    [Firefox],
    [
        the_page_is_isolated_on_every_host,
        the_page_is_isolated_on_every_host_in_a_subfolder,
        after_the_first_visit_the_site_works_offline,
        without_session_storage_the_page_does_not_reload,
        a_frame_of_another_origin_shares_memory_where_the_browser_can,
        a_frame_is_reported_as_the_reason,
        a_new_version_is_installed_whole_or_not_at_all,
    ]
);

/// These tests make WebKitGTK change its web process often, which it does not always survive on a busy machine. So each has its
/// own browser, and no other test runs at the same time (`ALONE` in xtask/src/test.rs).
mod in_webkit {
    use super::{
        a_new_version_is_installed_whole_or_not_at_all, after_the_first_visit_the_site_works_offline,
        the_page_is_isolated_on_every_host, the_page_is_isolated_on_every_host_in_a_subfolder,
        without_session_storage_the_page_does_not_reload,
    };
    use crate::harness::for_engines;

    for_engines!(the_page_is_isolated_on_every_host, [WebKit]);
    for_engines!(the_page_is_isolated_on_every_host_in_a_subfolder, [WebKit]);
    for_engines!(after_the_first_visit_the_site_works_offline, [WebKit]);
    for_engines!(without_session_storage_the_page_does_not_reload, [WebKit]);
    for_engines!(a_new_version_is_installed_whole_or_not_at_all, [WebKit]);
}

const FOLDER: &str = "/lessons/every-core";

async fn the_page_is_isolated_on_every_host(page: Page) -> Result<()> {
    every_kind_of_host(&page, "").await
}

async fn the_page_is_isolated_on_every_host_in_a_subfolder(page: Page) -> Result<()> {
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
    assert_eq!(loads(page).await?, 2, "the first visit must reload once");

    page.open().await?;
    works(page, Some("service-worker")).await?;
    assert_eq!(loads(page).await?, 3, "a repeat visit must not reload");

    page.open_with("?nosw=1").await?;
    works(page, None).await?;
    let missing: Vec<_> = page.server.requests().into_iter().filter(|line| line.starts_with("404 ")).collect();
    assert!(missing.iter().all(|line| line.ends_with("/favicon.ico")), "{missing:?}");
    Ok(())
}

// The server is offline, so all files come from the service worker's cache.
async fn after_the_first_visit_the_site_works_offline(page: Page) -> Result<()> {
    first_visit(&page).await?;
    page.server.behave(Behaviour { is_offline: true, ..bare(FOLDER) });
    page.open().await?;
    works(&page, Some("service-worker")).await
}

/// A fault that blocks the page's session storage, in the recorder's script, which runs before the page's own scripts.
const STORAGE_BLOCKED: Fault = Fault::Replaced {
    what: "(() => {\n",
    with: "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('blocked'); } });\n(() => {\n",
};

async fn without_session_storage_the_page_does_not_reload(page: Page) -> Result<()> {
    page.server.behave(Behaviour { faults: vec![("__recorder.js", STORAGE_BLOCKED)], ..bare("") });
    page.open().await?;
    page.until("the service worker is ready", "document.documentElement.dataset.serviceWorker === 'ready'").await?;
    let environment: Value = page.call("return everyCore.environment()", Value::Null).await?;
    assert_eq!(environment["crossOriginIsolated"], json!(false), "the page was reloaded: {environment}");
    let shares_memory = environment["sharedMemory"].as_bool().context("a flag")?;
    assert_eq!(environment["notIsolated"], if shares_memory { Value::Null } else { json!("afterReload") });
    // The reader's own reload isolates the page.
    page.open().await?;
    assert!(page.call::<bool>("return crossOriginIsolated", Value::Null).await?);
    Ok(())
}

/// Makes each page of the site tell the page around it whether it is isolated, by what, and what became of a shared run.
const TELLING: Fault = Fault::Replaced {
    what: "(() => {\n",
    with: "(async () => {
        while (!window.everyCore) await new Promise((resolve) => setTimeout(resolve, 50));
        const run = everyCore.run({ strategy: 'shared', workers: 2, steps: 1e6 });
        const outcome = await run.then(({ verified }) => verified, ({ name }) => name);
        parent.postMessage([crossOriginIsolated, everyCore.environment().isolationSource, outcome], '*');
    })();
    (() => {\n",
};

// The page around the frame has another origin and no headers. The frame's page is isolated by its own headers, or by its service
// worker after one reload. Firefox does not know the header yet, and must not mind it.
async fn a_frame_of_another_origin_shares_memory_where_the_browser_can(page: Page) -> Result<()> {
    let course = page.clone().elsewhere(Rc::new(Server::start(page.server.site()).await?));
    course.server.behave(bare(""));
    let framed = "const frame = Object.assign(document.createElement('iframe'), { src: args[0] });
         const told = new Promise((resolve) => addEventListener('message', ({ data }) => data[0] === args[1] && resolve(data)));
         document.body.replaceChildren(frame);
         return told";
    let can = page.engine == Engine::Chromium;
    for (isolated, source) in [(true, "headers"), (false, "service-worker")] {
        let faults = vec![("__recorder.js", TELLING)];
        page.server.behave(Behaviour { isolated, faults, ..Behaviour::default() });
        course.load("no-such-page").await?;
        assert!(!course.call::<bool>("return crossOriginIsolated", Value::Null).await?, "the page around is isolated");
        let told: Value = course.call(framed, json!([page.server.url(), can])).await?;
        assert_eq!(told, if can { json!([true, source, true]) } else { json!([false, "none", "NotIsolatedError"]) });
    }
    Ok(())
}

// Not in Chromium, where the service worker isolates the frame.
async fn a_frame_is_reported_as_the_reason(page: Page) -> Result<()> {
    page.server.behave(bare(""));
    // A page of the test server without its own Content-Security-Policy.
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

async fn a_new_version_is_installed_whole_or_not_at_all(page: Page) -> Result<()> {
    first_visit(&page).await?;
    let old: String = version(&page).await?;
    let site = page.server.site();

    // A host in the middle of an update: the new service worker with the old page.
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
    assert_eq!(version(&page).await?, old, "an incomplete version was installed");
    works(&page, Some("service-worker")).await?;

    // The update is complete. The open page keeps its version, and the next page has the new one.
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
           if (performance.now() > deadline) throw new Error('the new version was not installed in time');
           await new Promise((resolve) => setTimeout(resolve, 50));
         }}"
    );
    page.call::<Value>(&there, Value::Null).await?;
    works(&page, Some("service-worker")).await?;
    assert_eq!(version(&page).await?, old, "the version of an open page changed");
    page.open().await?;
    assert_eq!(version(&page).await?, new, "the new version did not reach the reader");
    works(&page, Some("service-worker")).await
}

/// Returns a host that sends no headers.
fn bare(folder: &'static str) -> Behaviour {
    Behaviour { isolated: false, folder, ..Behaviour::default() }
}

const ISOLATED: &str = "window.crossOriginIsolated && typeof window.everyCore === 'object'";

async fn first_visit(page: &Page) -> Result<()> {
    page.server.behave(bare(FOLDER));
    page.load("").await?;
    page.until("the service worker isolates the page", ISOLATED).await
}

/// Checks that pools compute verified results, all files have one version, the console is clean, and `source` isolates page and
/// worker.
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
    let squares: Value = page.call(function, Value::Null).await.context("running a learner's function")?;
    assert_eq!(squares, json!([1, 4, 9]), "workers cannot run a learner's function on this host");
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

/// Copies the site under a new version, and returns the copy and that version.
fn renamed(site: &Path, old: &str, new: &str) -> Result<(TempDir, String)> {
    let copy = tempfile::tempdir()?;
    copy_folder(site, copy.path())?;
    std::fs::rename(copy.path().join("v").join(old), copy.path().join("v").join(new))?;
    let exercises = std::fs::read_dir(copy.path().join("exercise"))?.map(|entry| Ok(entry?.path().join("index.html")));
    let own = ["index.html", "method.html", "sw.js"].map(|name| Ok(copy.path().join(name)));
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

// The exercise's page has no script. It must lead on to the site once, without a redirect loop.
async fn the_page_of_an_exercise_redirects_once(page: Page) -> Result<()> {
    page.server.behave(Behaviour { folder: FOLDER, with_policy: true, ..Behaviour::default() });
    page.open().await?;
    forget_loads(&page).await?;
    page.load("exercise/cut-the-range/").await?;
    page.until("the site is shown", "location.hash === '#exercise=cut-the-range' && window.everyCore").await?;
    let there: String = page.call("return location.pathname", Value::Null).await?;
    assert_eq!(there, format!("{FOLDER}/"));
    assert!(loads(&page).await? <= 2, "the page redirects in a loop");
    Ok(())
}
