//! Processes that end at the latest with their test: drivers, browsers, a display.

use anyhow::{Context, Result, bail};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::Instant;

/// The environment variable that marks every process of a group, and the processes that they start. Browsers leave the process
/// group of their driver, so they cannot be found by it.
const MARK: &str = "EVERY_CORE_TEST_GROUP";

/// The timeout for a driver to listen on its port.
const START_PATIENCE: Duration = Duration::from_secs(60);

/// A group of processes with its own home folder. When it is dropped, all of them and all that they started are killed.
pub struct ProcessGroup {
    mark: String,
    children: Vec<Child>,
    home: TempDir,
}

impl ProcessGroup {
    /// Creates an empty group.
    pub fn new() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let mark = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let home =
            tempfile::Builder::new().prefix("every-core-").tempdir().context("cannot create a temporary folder")?;
        Ok(Self { mark, children: Vec::new(), home })
    }

    /// Returns the folder for profiles and caches, which is removed with the group.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file of settings for the processes of this group. The path is relative to the folder of all settings.
    pub fn configure(&self, path: &str, text: &str) -> Result<()> {
        let path = self.home().join("config").join(path);
        std::fs::create_dir_all(path.parent().context("a path of a file has a folder")?)?;
        Ok(std::fs::write(path, text)?)
    }

    /// Writes a script that can be run, and returns its path.
    pub fn program(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.home().join(name);
        std::fs::write(&path, text)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        Ok(path)
    }

    /// Starts a process in this group. Its output goes to `NAME.log` in [`Self::home`].
    pub fn start(&mut self, name: &str, command: &mut Command) -> Result<()> {
        let log = std::fs::File::create(self.home().join(format!("{name}.log")))?;
        let child = command
            .env(MARK, &self.mark)
            .env("HOME", self.home())
            // geckodriver creates the profile in this folder.
            .env("TMPDIR", self.home())
            .env("XDG_CACHE_HOME", self.home().join("cache"))
            .env("XDG_CONFIG_HOME", self.home().join("config"))
            .env("XDG_DATA_HOME", self.home().join("data"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {name}; `cargo xtask test` installs missing programs"))?;
        self.children.push(child);
        Ok(())
    }

    /// Returns the output of a process of this group.
    pub fn log(&self, name: &str) -> String {
        std::fs::read_to_string(self.home().join(format!("{name}.log"))).unwrap_or_default()
    }

    /// Waits until the process `name` listens on `port`.
    pub async fn listening(&self, name: &str, port: u16) -> Result<()> {
        let deadline = Instant::now() + START_PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if Instant::now() > deadline {
                bail!("{name} did not listen on port {port} within {START_PATIENCE:?}; its log: {}", self.log(name));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        let ours = processes_with(&format!("{MARK}={}", self.mark));
        if !ours.is_empty() {
            // Errors are ignored, because some processes may have ended in the meantime.
            let _gone = Command::new("kill").arg("-KILL").args(ours).stderr(Stdio::null()).status();
        }
        for child in &mut self.children {
            let _reaped = child.kill().and_then(|()| child.wait());
        }
    }
}

/// Returns the ids of all processes that have exactly this entry in their environment.
fn processes_with(variable: &str) -> Vec<String> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let has_it = |id: &String| {
        let environment = std::fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        environment.split(|&byte| byte == 0).any(|entry| entry == variable.as_bytes())
    };
    let ids = processes.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    ids.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).filter(has_it).collect()
}

/// Returns the resident memory, in megabytes, of the processes whose command line contains each of `words`.
pub(crate) fn resident_mb(words: &[&str]) -> f64 {
    let Ok(processes) = std::fs::read_dir("/proc") else { return 0.0 };
    let ids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let has_all = |id: &u32| {
        let line = read_of(*id, "cmdline");
        words.iter().all(|word| line.contains(word))
    };
    let pages = ids.filter(has_all).map(|id| {
        let resident = read_of(id, "statm").split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok());
        resident.unwrap_or_default()
    });
    // A page of memory has 4096 bytes on every machine that these tests run on.
    pages.sum::<f64>() * 4096.0 / 1e6
}

fn read_of(id: u32, name: &str) -> String {
    String::from_utf8_lossy(&std::fs::read(format!("/proc/{id}/{name}")).unwrap_or_default()).into_owned()
}

/// Whether something took less time than the limit. The limit is for an idle machine. On a busy machine it is multiplied by how
/// much longer this thread takes because it waits for a processor.
pub fn is_in_time(took_ms: f64, limit_ms: f64) -> bool {
    took_ms < limit_ms || took_ms < limit_ms * stretch()
}

/// Returns how many times longer this thread takes because it waits for a processor: 1 on an idle machine, and on a system that
/// does not record it.
fn stretch() -> f64 {
    const SPIN: Duration = Duration::from_millis(500);
    let [ran_before, waited_before] = scheduled_ns();
    let began = std::time::Instant::now();
    while began.elapsed() < SPIN {
        std::hint::spin_loop();
    }
    let [ran, waited] = scheduled_ns();
    let (ran, waited) = (ran - ran_before, waited - waited_before);
    if ran > 0.0 { (ran + waited) / ran } else { 1.0 }
}

/// Returns how long this thread has run, and how long it has waited for a processor, in nanoseconds.
fn scheduled_ns() -> [f64; 2] {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let mut numbers = text.split_whitespace().map(|number| number.parse().unwrap_or_default());
    [numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default()]
}
