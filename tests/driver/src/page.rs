//! The actions of a test on a page. Every wait has a timeout, and its error says what the test waited for.

use crate::engine::{Engine, Session};
use crate::server::Server;
use anyhow::{Context, Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, Locator};
use futures_util::future::{Either, select};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// The timeout for one answer of a driver or for one condition of a page. It is long, because on a busy machine an answer that
/// usually takes milliseconds may take many seconds. A wait that succeeds ends earlier.
const HANG_GUARD: Duration = Duration::from_secs(60);
/// The timeout of one script. It is longer than that of the waits inside scripts, whose errors say what they waited for.
const SCRIPT_PATIENCE: Duration = Duration::from_secs(120);

/// The longest pause between two checks of a condition.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// The timeout, from the response with the page, for the request for its first script.
const FIRST_SCRIPT_PATIENCE: Duration = Duration::from_secs(15);
/// The largest number of browsers that are started if each loses its first page.
const MOST_BROWSERS: u32 = 3;

/// A page in a browser, and the server that sends it.
#[derive(Clone)]
pub struct Page {
    /// The browser that the page is in.
    pub engine: Engine,
    /// The server that sends the page.
    pub server: Rc<Server>,
    session: Rc<RefCell<Session>>,
    script_patience: Rc<Cell<Duration>>,
    has_loaded: Rc<Cell<bool>>,
}

/// An exception that a script did not catch, with the fields that code in the page would see.
#[derive(Clone, Debug, serde::Deserialize, thiserror::Error)]
#[error("{name}: {message}")]
pub struct Thrown {
    /// `name` of the exception, such as `RangeError`.
    pub name: String,
    /// `message` of the exception.
    pub message: String,
}

impl Page {
    /// Starts a browser for the page, and does not open the page yet.
    pub async fn start(engine: Engine, server: Rc<Server>) -> Result<Self> {
        let session = Rc::new(RefCell::new(engine.start().await?));
        let page = Self { engine, server, session, script_patience: Rc::default(), has_loaded: Rc::default() };
        page.allow_scripts(SCRIPT_PATIENCE).await?;
        Ok(page)
    }

    /// Returns a page of another server, and so of another origin, in the same browser.
    pub fn elsewhere(self, server: Rc<Server>) -> Self {
        Self { server, has_loaded: Rc::default(), ..self }
    }

    fn client(&self) -> Client {
        self.session.borrow().client.clone()
    }

    /// Sets the timeout of each script. Scripts that measure may take minutes.
    pub async fn allow_scripts(&self, patience: Duration) -> Result<()> {
        let limits = TimeoutConfiguration::new(Some(patience), Some(HANG_GUARD), Some(Duration::ZERO));
        within(HANG_GUARD, "setting time limits", self.client().update_timeouts(limits)).await??;
        self.script_patience.set(patience);
        Ok(())
    }

    /// Opens the page and waits until `window.everyCore` is there.
    pub async fn open(&self) -> Result<()> {
        self.open_with("").await
    }

    /// Does the same with a query such as `?nosw=1`.
    pub async fn open_with(&self, query: &str) -> Result<()> {
        self.load(query).await?;
        self.until("window.everyCore is there", "typeof window.everyCore === 'object'").await
    }

    /// Gives the page's next comparison so little work that it takes less than a second of processor time, not eight as a reader's. It
    /// is for tests that do not depend on the size. Waits until the button can be pressed.
    pub async fn choose_little_work(&self) -> Result<()> {
        self.call::<Value>("everyCore.page.set({ steps: 1e7 })", Value::Null).await?;
        self.until("the button can be pressed", "document.querySelector('#run')?.disabled === false").await
    }

    /// Opens the page without waiting for the program.
    pub async fn load(&self, query: &str) -> Result<()> {
        for _ in 1..MOST_BROWSERS {
            if self.has_loaded.get() || !self.engine.is_webkit() {
                break;
            }
            let opened = async {
                let gone = self.go(query).await;
                // WebKit may answer before it loses the page, so the answer alone proves nothing.
                while gone.is_ok() && self.only_the_page_was_sent() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                gone
            };
            if let Either::Left((gone, _)) = select(pin!(opened), pin!(self.first_page_lost())).await {
                self.has_loaded.set(true);
                return gone;
            }
            eprintln!("{:?} lost the page on its way from one process to another: another browser", self.engine);
            let another = self.engine.start().await?;
            drop(self.session.replace(another));
            self.allow_scripts(self.script_patience.get()).await?;
            self.server.forget_requests();
        }
        self.has_loaded.set(true);
        self.go(query).await
    }

    async fn go(&self, query: &str) -> Result<()> {
        let url = format!("{}{query}", self.server.url());
        within(2 * HANG_GUARD, "loading the page", self.client().goto(&url)).await??;
        Ok(())
    }

    /// Whether the server has sent a page, and the browser has requested nothing after it.
    fn only_the_page_was_sent(&self) -> bool {
        let requests = self.server.requests();
        requests.len() == 1 && requests[0].starts_with("200 ")
    }

    /// Returns when WebKitGTK has lost the first page it was sent to. It moves an isolated page to a new process when the headers
    /// arrive. On a busy machine one in a hundred of these moves never ends: the whole page was sent, but its first script (our
    /// recorder) is not requested, and the driver never answers. The page cannot cause that, and only a new browser helps.
    async fn first_page_lost(&self) {
        let mut sent_at = None;
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            match sent_at {
                None if self.only_the_page_was_sent() => sent_at = Some(Instant::now()),
                // The page loads, or it is not a page that would request a script.
                _ if self.server.requests().len() > 1 => std::future::pending().await,
                Some(sent_at) if sent_at.elapsed() > FIRST_SCRIPT_PATIENCE => return,
                _ => {}
            }
        }
    }

    /// Loads the page again, and waits until `window.everyCore` is there.
    pub async fn reload(&self) -> Result<()> {
        within(2 * HANG_GUARD, "a reload", self.client().refresh()).await??;
        self.until("window.everyCore is there", "typeof window.everyCore === 'object'").await
    }

    /// Goes to another page and back, and waits until `window.everyCore` is there.
    pub async fn leave_and_come_back(&self) -> Result<()> {
        let elsewhere = format!("{}robots.txt", self.server.url());
        within(2 * HANG_GUARD, "leaving", self.client().goto(&elsewhere)).await??;
        within(2 * HANG_GUARD, "coming back", self.client().back()).await??;
        self.until("window.everyCore is there", "typeof window.everyCore === 'object'").await
    }

    /// Presses a key, as a user would, at the element with the focus.
    pub async fn press(&self, key: Key) -> Result<()> {
        let value = char::from(key);
        let keys = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value });
        let client = self.client();
        let press = client.perform_actions(keys.then(KeyAction::Up { value }));
        within(HANG_GUARD, "a key", press).await?.with_context(|| format!("cannot press {key:?}"))
    }

    /// Presses a key while Shift is held.
    pub async fn press_shifted(&self, key: Key) -> Result<()> {
        let (shift, value) = (char::from(Key::Shift), char::from(key));
        let down = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value: shift });
        let keys = down.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        let client = self.client();
        let press = client.perform_actions(keys.then(KeyAction::Up { value: shift }));
        within(HANG_GUARD, "a key", press).await?.with_context(|| format!("cannot press Shift and {key:?}"))
    }

    /// Types a text, key by key, at the element with the focus.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        let keys = text.chars().fold(KeyActions::new("keyboard".to_owned()), |keys, value| {
            keys.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        let client = self.client();
        let typing = client.perform_actions(keys);
        within(HANG_GUARD, "typing", typing).await?.with_context(|| format!("cannot type {text:?}"))
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&self, what: &str, expression: &str) -> Result<()> {
        let deadline = Instant::now() + HANG_GUARD;
        let script = format!("return Boolean({expression})");
        // Each check takes processor time from the work it waits for, so the pauses grow.
        let mut pause = Duration::from_millis(20);
        loop {
            // An error does not end the wait, because the browser may be on its way to another page.
            let seen = within(HANG_GUARD, what, self.client().execute(&script, Vec::new())).await?;
            if seen.as_ref().is_ok_and(|value| *value == json!(true)) {
                return Ok(());
            }
            if Instant::now() > deadline {
                seen.with_context(|| format!("timeout after {HANG_GUARD:?}, waiting until {what}"))?;
                bail!("timeout after {HANG_GUARD:?}, waiting until {what}");
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 5 / 4).min(LONGEST_PAUSE);
        }
    }

    /// Clicks the first element that matches a CSS selector, as a user would: it must be visible and not covered.
    pub async fn click(&self, selector: &str) -> Result<()> {
        // The driver clicks where the element was when it looked it up, so the element must not move any more.
        let rest = "const [selector, done] = arguments, find = () => document.querySelector(selector);
                    find()?.scrollIntoView({ block: 'center', behavior: 'instant' });
                    const place = () => {
                        const { x, y, width, height } = find()?.getBoundingClientRect() ?? {};
                        return [x, y, width, height].join();
                    };
                    let before = '', still = 0, frames = 0;
                    const look = () => {
                        const now = place();
                        still = now === before ? still + 1 : 0;
                        before = now;
                        if (still >= 2 || ++frames > 120) done(); else requestAnimationFrame(look);
                    };
                    look()";
        let click = async {
            self.client().execute_async(rest, vec![json!(selector)]).await?;
            self.client().find(Locator::Css(selector)).await?.click().await
        };
        within(HANG_GUARD, "a click", click).await?.with_context(|| format!("cannot click {selector}"))
    }

    /// Presses a key while Ctrl is held.
    pub async fn press_with_ctrl(&self, value: char) -> Result<()> {
        let ctrl = char::from(Key::Control);
        let down = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value: ctrl });
        let keys = down.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        let client = self.client();
        let press = client.perform_actions(keys.then(KeyAction::Up { value: ctrl }));
        within(HANG_GUARD, "a key", press).await?.with_context(|| format!("cannot press Ctrl and {value:?}"))
    }

    /// Returns the visible text of the first element that matches a CSS selector.
    pub async fn text(&self, selector: &str) -> Result<String> {
        let text = async { self.client().find(Locator::Css(selector)).await?.text().await };
        within(HANG_GUARD, "reading a text", text).await?.with_context(|| format!("cannot read {selector}"))
    }

    /// Runs the body of an async function, in which `args` is available, and returns its result.
    pub async fn call<T: DeserializeOwned>(&self, body: &str, args: Value) -> Result<T> {
        self.attempt(body, args).await?.context("the script threw")
    }

    /// Runs a body that must throw, and returns the exception.
    pub async fn call_throws(&self, body: &str, args: Value) -> Result<Thrown> {
        match self.attempt::<Value>(body, args).await? {
            Err(thrown) => Ok(thrown),
            Ok(value) => bail!("the script should have thrown, but returned {value}"),
        }
    }

    /// Runs a body. The outer error is the driver's, the inner one is the exception that the body threw.
    pub async fn attempt<T: DeserializeOwned>(&self, body: &str, args: Value) -> Result<Result<T, Thrown>> {
        let script = format!(
            "const args = arguments[0], done = arguments[1];
             (async () => {{ {body} }})().then(
                 (value) => done({{ returned: value === undefined ? null : value }}),
                 (error) => done({{ thrown: {{ name: String(error?.name), message: String(error?.message ?? error) }} }}));"
        );
        let client = self.client();
        let running = client.execute_async(&script, vec![args]);
        let mut outcome = within(self.script_patience.get() + HANG_GUARD, "a script", running).await??;
        if let Some(thrown) = outcome.get_mut("thrown") {
            return Ok(Err(serde_json::from_value(thrown.take())?));
        }
        let returned = outcome["returned"].take();
        let shown = returned.to_string();
        Ok(Ok(serde_json::from_value(returned).with_context(|| format!("the script returned {shown}"))?))
    }

    /// Returns the page's console messages and uncaught exceptions so far.
    pub async fn console(&self) -> Result<Vec<String>> {
        let client = self.client();
        let lines = client.execute("return window.__recorded ?? []", Vec::new());
        Ok(serde_json::from_value(within(HANG_GUARD, "the console", lines).await??)?)
    }

    /// Sends a command of the Chrome DevTools Protocol; Chromium only.
    pub async fn devtools(&self, method: &str, params: Value) -> Result<Value> {
        let command = DevTools { body: json!({ "cmd": method, "params": params }) };
        Ok(within(HANG_GUARD, method, self.client().issue_cmd(command)).await??)
    }

    /// Returns the resident memory, in megabytes, of those processes of this browser whose command line contains `word`; Chromium only.
    pub fn resident_mb(&self, word: &str) -> f64 {
        self.session.borrow().resident_mb(word)
    }

    /// Saves a picture, the console, the requests and the source in `tests/artifacts/`, and returns the picture's path.
    pub async fn save_evidence(&self, test: &str) -> Result<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("artifacts");
        std::fs::create_dir_all(&folder)?;
        let picture = folder.join(format!("{test}.png"));
        let console = self.console().await.unwrap_or_else(|error| vec![format!("(no console: {error:#})")]);
        let source = within(HANG_GUARD, "the page's source", self.client().source()).await;
        let source = source.and_then(|source| Ok(source?)).unwrap_or_else(|error| format!("(no source: {error:#})"));
        let requests = self.server.requests().join("\n");
        let text = format!("CONSOLE\n{}\n\nREQUESTS\n{requests}\n\nSOURCE\n{source}\n", console.join("\n"));
        std::fs::write(picture.with_extension("txt"), text)?;
        std::fs::write(&picture, within(HANG_GUARD, "a picture", self.client().screenshot()).await??)?;
        Ok(picture)
    }

    /// Kills the browser and its driver. Quitting would take longer, because the browser would first write its profile.
    pub fn close(self) {
        drop(self);
    }
}

/// Waits for `future`, with the timeout `patience`.
pub async fn within<F: Future>(patience: Duration, what: &str, future: F) -> Result<F::Output> {
    timeout(patience, future).await.with_context(|| format!("{what} took longer than {patience:?}"))
}

#[derive(Debug)]
struct DevTools {
    body: Value,
}

impl fantoccini::wd::WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _url: &url::Url) -> (hyper::Method, Option<String>) {
        (hyper::Method::POST, Some(self.body.to_string()))
    }
}
