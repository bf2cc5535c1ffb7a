//! A static server on a free port of the loopback interface, which can send faulty responses.

use crate::compressed::Hosted;
use anyhow::{Context, Result};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Request, Response, StatusCode, service::service_fn};
use hyper_util::rt::TokioIo;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

/// The script that records a page's console messages. The server inserts it as the first script of every page.
const RECORDER: &str = include_str!("recorder.js");
const RECORDER_NAME: &str = "__recorder.js";

/// A fault of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The status is 404.
    Missing,
    /// Only the first half of the file is sent.
    Truncated,
    /// The right file is sent with the type `text/plain`.
    WrongType,
    /// The same, and browsers must not run it as a script (`nosniff`).
    NoScript,
    /// The site's page is sent instead, as a host does that answers every unknown address with it.
    Page,
    /// Another file of the site is sent, whose path ends with this text.
    Other(&'static str),
    /// The response is delayed by this time.
    Slow(Duration),
    /// In the file, the text `what` is replaced by `with`.
    Replaced {
        /// The text in the file.
        what: &'static str,
        /// The text that is sent instead.
        with: &'static str,
    },
}

/// The behaviour of the server. A test can change it at any time with [`Server::behave`].
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// Whether the headers that make the page isolated are sent.
    pub isolated: bool,
    /// The folder of the site in its addresses: `""`, or `"/some/folder"`.
    pub folder: &'static str,
    /// Whether pages are sent with the policy that the built site gives to hosts.
    pub with_policy: bool,
    /// Whether the server closes the connection on every request except that for the recorder.
    pub is_offline: bool,
    /// Whether browsers may cache everything except pages, as the site's own headers allow for `v/`.
    pub may_be_kept: bool,
    /// Another site to serve than the one that the server was started with.
    pub site: Option<PathBuf>,
    /// A Content-Security-Policy that is sent with every file.
    pub policy: Option<&'static str>,
    /// The faults, each with a part of a path. The first whose part is in the path applies.
    pub faults: Vec<(&'static str, Fault)>,
    /// The site to send as a host would: compressed, cacheable, and without the script that records the console.
    pub hosted: Option<Arc<Hosted>>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            isolated: true,
            folder: "",
            with_policy: false,
            policy: None,
            is_offline: false,
            may_be_kept: false,
            site: None,
            faults: Vec::new(),
            hosted: None,
        }
    }
}

struct State {
    dist: PathBuf,
    behaviour: Mutex<Behaviour>,
    requests: Mutex<Vec<String>>,
}

/// A running server, which stops when it is dropped.
pub struct Server {
    port: u16,
    state: Arc<State>,
    accepting: AbortHandle,
}

impl Server {
    /// Serves `dist` on a free port.
    pub async fn start(dist: PathBuf) -> Result<Self> {
        let listener =
            TcpListener::bind(("127.0.0.1", 0)).await.context("cannot listen on a free port of 127.0.0.1")?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State { dist, behaviour: Mutex::default(), requests: Mutex::default() });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state))).abort_handle();
        Ok(Self { port, state, accepting })
    }

    /// Changes the behaviour from the next request on.
    pub fn behave(&self, behaviour: Behaviour) {
        *locked(&self.state.behaviour) = behaviour;
    }

    /// Returns the address of the page.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}{}/", self.port, locked(&self.state.behaviour).folder)
    }

    /// Returns the folder of the site that it was started with.
    pub fn site(&self) -> PathBuf {
        self.state.dist.clone()
    }

    /// Returns the paths requested so far, with the status of each response.
    pub fn requests(&self) -> Vec<String> {
        locked(&self.state.requests).clone()
    }

    /// Clears the list of requests.
    pub fn forget_requests(&self) {
        locked(&self.state.requests).clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Locks the mutex, also if it is poisoned. A panic cannot leave these values in an invalid state.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    // Connections end when this set is dropped.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&state), request));
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A browser may close the connection at any time.
            let _hung_up = connection.await;
        });
    }
}

async fn answer(state: Arc<State>, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    let path = request.uri().path().to_owned();
    let behaviour = locked(&state.behaviour).clone();
    if behaviour.is_offline && !path.ends_with(RECORDER_NAME) {
        return Err(io::ErrorKind::NotConnected.into());
    }
    let site = behaviour.site.as_ref().unwrap_or(&state.dist);
    let fault = behaviour.faults.iter().find(|(part, _)| path.contains(part)).map(|(_, fault)| *fault);
    if let Some(Fault::Slow(delay)) = fault {
        tokio::time::sleep(delay).await;
    }
    if let Some(hosted) = behaviour.hosted.as_deref().and_then(|hosted| hosted.get(&path))
        && request.headers().get(ACCEPT_ENCODING).is_some_and(accepts_brotli)
    {
        let mut response = Response::new(Full::from(hosted.to_vec()));
        let headers = response.headers_mut();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=31536000"));
        let name = if path.ends_with('/') { "index.html" } else { &path };
        let extension = name.rsplit('.').next().unwrap_or_default();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(extension).unwrap_or("text/plain")));
        isolate(headers);
        return Ok(response);
    }
    let found = if fault == Some(Fault::Missing) { None } else { find(site, behaviour.folder, &path) };
    let mut response = match found {
        Some((content_type, mut body)) => {
            if fault == Some(Fault::Truncated) {
                body.truncate(body.len() / 2);
            }
            if let Some(Fault::Replaced { what, with }) = fault {
                let text = String::from_utf8_lossy(&body);
                assert!(text.contains(what), "{path} no longer contains {what:?}: update the test");
                body = text.replace(what, with).into();
            }
            if let Some(Fault::Other(end)) = fault {
                body = ending_in(site, end).expect("the site has a file whose path ends with this text");
            }
            let content_type = match fault {
                Some(Fault::WrongType | Fault::NoScript) => "text/plain",
                Some(Fault::Page) => HTML,
                _ => content_type,
            };
            if fault == Some(Fault::Page) {
                body = ending_in(site, "index.html").expect("the site has a page");
            }
            let mut response = Response::new(Full::from(body));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            response
        }
        None => {
            let mut response = Response::new(Full::from("not found"));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    };
    let headers = response.headers_mut();
    if fault == Some(Fault::NoScript) {
        headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    }
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|content_type| content_type == HTML);
    // Caching is off by default, because a fault that begins or ends between two requests must affect the second.
    let is_kept = behaviour.may_be_kept && !is_page;
    let keep = if is_kept { "public, max-age=31536000, immutable" } else { "no-store" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Some(policy) = behaviour.policy {
        headers.insert("content-security-policy", HeaderValue::from_static(policy));
    }
    if behaviour.isolated {
        isolate(headers);
    }
    if let Some(policy) = (behaviour.with_policy && is_page).then(|| policy(site)).flatten() {
        headers.insert("content-security-policy", policy);
    }
    locked(&state.requests).push(format!("{} {path}", response.status().as_u16()));
    Ok(response)
}

fn accepts_brotli(accepted: &HeaderValue) -> bool {
    accepted.to_str().is_ok_and(|names| names.split(',').any(|name| name.trim() == "br"))
}

/// Adds the headers that let the page share memory, as every host does.
fn isolate(headers: &mut HeaderMap) {
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-embedder-policy", HeaderValue::from_static("require-corp"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert("document-isolation-policy", HeaderValue::from_static("isolate-and-require-corp"));
}

/// Returns the policy that the site gives to hosts.
fn policy(site: &Path) -> Option<HeaderValue> {
    let headers = std::fs::read_to_string(site.join("_headers")).ok()?;
    let policy = headers.lines().find_map(|line| line.trim().strip_prefix("Content-Security-Policy: "))?;
    HeaderValue::from_str(policy).ok()
}

/// Returns the type of the file at `path`, and its content.
fn find(dist: &Path, folder: &str, path: &str) -> Option<(&'static str, Vec<u8>)> {
    // The folder's own address, without the slash at its end, is answered with the page: some hosts do not redirect.
    let inside = if path == folder { "" } else { path.strip_prefix(folder)?.strip_prefix('/')? };
    if inside.rsplit('/').next() == Some(RECORDER_NAME) {
        return Some(("text/javascript", RECORDER.into()));
    }
    let relative =
        if inside.is_empty() || inside.ends_with('/') { format!("{inside}index.html") } else { inside.to_owned() };
    let relative = Path::new(&relative);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let body = std::fs::read(dist.join(relative)).ok()?;
    let content_type = content_type(relative.extension()?.to_str()?)?;
    Some((content_type, if content_type == HTML { with_recorder(body) } else { body }))
}

/// Returns the content of the first file under `folder` whose path ends with `end`.
fn ending_in(folder: &Path, end: &str) -> Option<Vec<u8>> {
    std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).find_map(|path| {
        if path.is_dir() {
            ending_in(&path, end)
        } else {
            path.to_str()?.ends_with(end).then(|| std::fs::read(&path).ok())?
        }
    })
}

const HTML: &str = "text/html; charset=utf-8";

fn content_type(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "html" => HTML,
        "js" | "mjs" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "zip" => "application/zip",
        "txt" | "md" | "ts" | "py" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

fn with_recorder(page: Vec<u8>) -> Vec<u8> {
    let page = String::from_utf8_lossy(&page).into_owned();
    page.replacen("<head>", &format!("<head><script src=\"{RECORDER_NAME}\"></script>"), 1).into_bytes()
}
