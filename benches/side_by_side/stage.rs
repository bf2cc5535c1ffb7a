//! The browsers and processes that run the contenders. All stay open for the whole bench, because they use no processor time
//! while idle.

use crate::lines::Lines;
use anyhow::{Context, Result, bail};
use every_core_driver::engine::Engine;
use every_core_driver::page::Page;
use every_core_driver::server::{Behaviour, Server};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

/// The optimisation levels of native Rust: the site's own, and the fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    AsTheSite,
    Three,
}

/// A request to one contender.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// The engine, the body of an async function in the page, and its `args`.
    Page(Engine, &'static str, Value),
    Native(Level, String),
    Python(String),
}

/// The answer to a request. The contender defines the unit of `value`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Answer {
    pub value: f64,
    pub checksum: Option<String>,
}

/// The browsers, with the page and its peers loaded, and the child processes.
pub(crate) struct Stage {
    pages: Vec<Page>,
    native: [Lines; 2],
    python: Lines,
}

/// Returns the folder where `cargo xtask bench` puts the site and its peers.
pub(crate) fn served_folder() -> PathBuf {
    root().join("target/bench/site")
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Stage {
    pub(crate) async fn open() -> Result<Self> {
        let native = |level: &str| {
            let path = root().join(format!("target/bench/native-{level}/release/native-peer"));
            Lines::start(&format!("native Rust at {level}"), &mut Command::new(path))
        };
        let mut python = Command::new("python3");
        python.arg(root().join("benches/peers/python_peer.py"));
        let mut pages = Vec::new();
        for engine in [Engine::WholeChromium, Engine::Firefox, Engine::WebKit] {
            pages.push(open_page(engine, Behaviour { may_be_kept: true, ..Behaviour::default() }).await?);
        }
        Ok(Self { pages, native: [native("z")?, native("3")?], python: Lines::start("CPython", &mut python)? })
    }

    pub(crate) async fn ask(&mut self, ask: &Ask) -> Result<Answer> {
        match ask {
            Ask::Page(engine, body, args) => {
                let awake = format!("return peers.awake(async () => {{ {body} }})");
                self.page(*engine)?.call(&awake, args.clone()).await
            }
            Ask::Native(level, line) => self.native[*level as usize].ask(line),
            Ask::Python(line) => self.python.ask(line),
        }
    }

    pub(crate) fn page(&self, engine: Engine) -> Result<&Page> {
        let page = self.pages.iter().find(|page| page.engine == engine);
        page.with_context(|| format!("{engine:?} has no open page"))
    }

    pub(crate) async fn user_agents(&self) -> Result<Vec<String>> {
        let mut agents = Vec::new();
        for page in &self.pages {
            agents.push(page.call("return navigator.userAgent", Value::Null).await?);
        }
        Ok(agents)
    }

    /// Ends the peers' pools in Chromium, so that the next section starts without idle workers.
    pub(crate) async fn close_pools(&self) -> Result<()> {
        self.page(Engine::WholeChromium)?.call("return peers.closeAll()", json!(null)).await.map(|_: Value| ())
    }

    pub(crate) fn close(self) {
        for page in self.pages {
            page.close();
        }
    }
}

/// Opens the page and its peers in a new browser.
pub(crate) async fn open_page(engine: Engine, behaviour: Behaviour) -> Result<Page> {
    let folder = served_folder();
    if !folder.join("peers/peers.js").exists() {
        bail!("the peers are missing in {}: run `cargo xtask bench`", folder.display());
    }
    let server = Rc::new(Server::start(folder).await?);
    server.behave(behaviour);
    let page = Page::start(engine, server).await?;
    load_peers(&page).await?;
    Ok(page)
}

/// Loads the page, and the peers' script into it.
pub(crate) async fn load_peers(page: &Page) -> Result<()> {
    // A service worker could answer in place of the server.
    page.open_with("?nosw=1").await?;
    page.call("await import(new URL('peers/peers.js', location.href).href)", Value::Null).await.map(|_: Value| ())
}
