//! The browsers: the command that starts each driver, and the capabilities that each session requests.

use crate::process::{ProcessGroup, resident_mb};
use anyhow::{Context, Result, bail};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use tokio::time::timeout;

/// The timeout for a browser to open its first window.
const SESSION_PATIENCE: Duration = Duration::from_secs(60);
/// The largest number of attempts to start WebKitGTK. In one of a thousand starts, its driver requests a second session instead
/// of the first, logs "already has an active automation session", and never answers. At that point no test has begun, so a retry
/// hides no failure.
const MOST_STARTS: u32 = 3;

/// A browser to test in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Debian's Chromium without windows (`chromium-headless-shell`), in which the tests run: the engine is the same, and a start and each
    /// page take half the processor time.
    Chromium,
    /// Debian's Chromium as readers have it, but headless. Measurements use it.
    WholeChromium,
    /// Debian's Firefox ESR, headless.
    Firefox,
    /// The same Firefox with room for 12 workers of a site.
    FirefoxOf12Workers,
    /// The same Firefox that resists fingerprinting: its clock has steps of some 17 to 100 ms.
    FirefoxThatResists,
    /// WebKitGTK's MiniBrowser on a virtual display, with shared memory switched on.
    WebKit,
    /// WebKitGTK's MiniBrowser with default settings: `crossOriginIsolated` is true, but there is no shared memory.
    WebKitPlain,
}

/// A browser with one window, and its processes.
pub struct Session {
    /// The client that sends commands to the browser.
    pub client: Client,
    /// The processes, which end when the session is dropped.
    processes: ProcessGroup,
}

impl Session {
    /// Returns the resident memory, in megabytes, of those processes of Chromium whose command line contains `word`. Each has the
    /// folder of its profile there. (They overwrite their environment with their titles.)
    pub fn resident_mb(&self, word: &str) -> f64 {
        resident_mb(&[word, &self.processes.home().to_string_lossy()])
    }
}

impl Engine {
    /// Returns the name that readers know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium | Self::WholeChromium => "Chromium",
            Self::Firefox | Self::FirefoxOf12Workers | Self::FirefoxThatResists => "Firefox",
            Self::WebKit | Self::WebKitPlain => "WebKit",
        }
    }

    /// Whether this browser can share memory on an isolated page.
    pub fn shares_memory(self) -> bool {
        self != Self::WebKitPlain
    }

    /// Starts the driver and a browser with a fresh profile. It asks pages to reduce motion: without a graphics card, animations would
    /// take processor time from everything else that runs.
    pub async fn start(self) -> Result<Session> {
        let mut outcome = self.start_once().await;
        for _ in 1..MOST_STARTS {
            let Err(error) = &outcome else { break };
            if !self.is_webkit() {
                break;
            }
            eprintln!("{self:?} did not start and is started again: {error:#}");
            outcome = self.start_once().await;
        }
        outcome
    }

    async fn start_once(self) -> Result<Session> {
        let mut processes = ProcessGroup::new()?;
        let port = free_port()?;
        let (name, mut driver) = self.driver(port);
        if self.is_webkit() {
            driver.env("DISPLAY", start_display(&mut processes).await?);
            processes.configure("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n")?;
        }
        processes.start(name, &mut driver)?;
        processes.listening(name, port).await?;

        let Value::Object(capabilities) = self.capabilities(&processes)? else {
            bail!("the capabilities are not an object")
        };
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        builder.capabilities(Capabilities::from_iter(capabilities));
        let url = format!("http://127.0.0.1:{port}");
        let client = timeout(SESSION_PATIENCE, builder.connect(&url)).await;
        let client = client
            .with_context(|| {
                format!("{self:?} did not open within {SESSION_PATIENCE:?}; the log of {name}: {}", processes.log(name))
            })?
            .with_context(|| format!("{self:?} refused a session; the log of {name}: {}", processes.log(name)))?;
        Ok(Session { client, processes })
    }

    /// Whether this is WebKitGTK, which needs a display.
    pub fn is_webkit(self) -> bool {
        matches!(self, Self::WebKit | Self::WebKitPlain)
    }

    fn driver(self, port: u16) -> (&'static str, Command) {
        let port = format!("--port={port}");
        match self {
            Self::Chromium | Self::WholeChromium => {
                let mut command = Command::new("chromedriver");
                command.arg(port);
                ("chromedriver", command)
            }
            Self::Firefox | Self::FirefoxOf12Workers | Self::FirefoxThatResists => {
                let mut command = Command::new("geckodriver");
                command.arg(port).arg("--host=127.0.0.1");
                ("geckodriver", command)
            }
            Self::WebKit | Self::WebKitPlain => {
                let mut command = Command::new("WebKitWebDriver");
                command.arg(port).arg("--host=127.0.0.1").env_remove("JSC_useSharedArrayBuffer");
                // Without a graphics card, it would draw with OpenGL in software, which takes a third of a test's processor time.
                command.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
                if self == Self::WebKit {
                    command.env("JSC_useSharedArrayBuffer", "1");
                }
                ("WebKitWebDriver", command)
            }
        }
    }

    fn capabilities(self, processes: &ProcessGroup) -> Result<Value> {
        Ok(match self {
            Self::Chromium => json!({ "goog:chromeOptions": {
                "binary": headless_shell(processes)?,
                "args": chromium_args(processes),
            } }),
            Self::WholeChromium => {
                let args: Vec<_> =
                    std::iter::once("--headless=new".to_owned()).chain(chromium_args(processes)).collect();
                json!({ "goog:chromeOptions": { "args": args } })
            }
            Self::Firefox | Self::FirefoxOf12Workers | Self::FirefoxThatResists => json!({ "moz:firefoxOptions": {
                "binary": find(&["/usr/bin/firefox-esr", "/usr/bin/firefox"])?,
                "args": ["-headless"],
                // These turn off the welcome window, updates, reports to Mozilla, and animations; and what a start spends almost
                // half of its processor time on: the page for new tabs, the search for add-ons, and processes for pages to come.
                "prefs": {
                    "dom.workers.maxPerDomain": if self == Self::FirefoxOf12Workers { 12 } else { 512 },
                    "privacy.resistFingerprinting": self == Self::FirefoxThatResists,
                    "app.update.enabled": false,
                    "browser.aboutwelcome.enabled": false,
                    "browser.newtabpage.enabled": false,
                    "browser.startup.homepage": "about:blank",
                    "browser.startup.page": 0,
                    "dom.ipc.processPrelaunch.enabled": false,
                    "extensions.enabledScopes": 0,
                    "extensions.installDistroAddons": false,
                    "datareporting.policy.dataSubmissionEnabled": false,
                    "network.captive-portal-service.enabled": false,
                    "network.connectivity-service.enabled": false,
                    "ui.prefersReducedMotion": 1,
                },
            } }),
            Self::WebKit | Self::WebKitPlain => json!({ "webkitgtk:browserOptions": {
                "binary": mini_browser()?,
                "args": ["--automation"],
            } }),
        })
    }
}

/// Returns a program that starts Chromium without windows. chromedriver expects it to open a page by itself, which it does only if it is
/// given an address.
fn headless_shell(processes: &ProcessGroup) -> Result<PathBuf> {
    let shell = find(&["/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium-headless-shell"])?;
    processes.program("headless-shell", &format!("#!/bin/sh\nexec {shell} \"$@\" about:blank\n"))
}

fn chromium_args(processes: &ProcessGroup) -> Vec<String> {
    let profile = format!("--user-data-dir={}", processes.home().join("profile").display());
    // Chromium refuses to run as root, as in a container, unless its sandbox is off.
    let fixed = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--force-prefers-reduced-motion",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
    ];
    fixed.map(str::to_owned).into_iter().chain([profile]).collect()
}

/// Finds MiniBrowser. Its folder is named after the machine's architecture.
fn mini_browser() -> Result<PathBuf> {
    let folder = std::fs::read_dir("/usr/lib").context("cannot read /usr/lib")?;
    let mut candidates = folder.flatten().map(|entry| entry.path().join("webkit2gtk-4.1/MiniBrowser"));
    candidates
        .find(|path| path.exists())
        .context("MiniBrowser is not installed: `cargo xtask test` installs it with webkit2gtk-driver")
}

fn find(candidates: &[&str]) -> Result<String> {
    let found = candidates.iter().find(|path| std::path::Path::new(path).exists());
    found
        .map(|path| (*path).to_owned())
        .with_context(|| format!("none of {candidates:?} exists: `cargo xtask test` installs it"))
}

/// Starts a virtual display, which chooses its own number, and returns its name.
async fn start_display(processes: &mut ProcessGroup) -> Result<String> {
    let mut xvfb = Command::new("Xvfb");
    xvfb.args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]);
    processes.start("Xvfb", &mut xvfb)?;
    let number = async {
        loop {
            // Xvfb writes the number and a line break when it is ready.
            let log = processes.log("Xvfb");
            if let Some(number) = log.lines().filter(|_| log.ends_with('\n')).find(|line| line.parse::<u32>().is_ok()) {
                return format!(":{number}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SESSION_PATIENCE, number)
        .await
        .with_context(|| format!("Xvfb did not start; its log: {}", processes.log("Xvfb")))
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
