//! Describes the machine and the versions of the programs that were measured.

use std::process::Command;

/// Pairs of name and value.
pub(crate) type Facts = Vec<(String, String)>;

pub(crate) fn describe(user_agents: &[String], load_before: &str) -> Facts {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let mut facts = vec![
        fact("processor", field("/proc/cpuinfo", "model name")),
        fact("logical processors", std::thread::available_parallelism().map_or(0, usize::from).to_string()),
        fact("memory", field("/proc/meminfo", "MemTotal")),
        fact("system", said("uname", &["-sr"])),
        fact("load average before, after", format!("{load_before}; {}", load_average())),
        fact("idle before", was_idle(load_before).to_owned()),
        fact("date", said("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        fact("commit", commit()),
        fact("native Rust", said("rustc", &["--version"])),
        fact("CPython", said("python3", &["--version"])),
    ];
    facts.extend(user_agents.iter().map(|agent| fact("browser", agent.clone())));
    facts.extend(peers());
    facts
}

/// Says whether the machine was idle before the session: whether the load of the last minute left most of its processors free.
fn was_idle(load_before: &str) -> &'static str {
    let processors = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    let load = load_before.split(' ').next().and_then(|load| load.parse::<f64>().ok());
    match load {
        Some(load) if load < processors / 4.0 => "yes",
        Some(_) => "no: other programs ran, so times are upper bounds, and speed-ups lower ones",
        None => "unknown",
    }
}

/// Returns the load averages over one, five and fifteen minutes.
pub(crate) fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

fn commit() -> String {
    let changed =
        if said("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty() { "" } else { ", changed" };
    said("git", &["rev-parse", "--short", "HEAD"]) + changed
}

/// Returns the versions pinned in `benches/peers/package.json`, except the bundler's.
fn peers() -> Facts {
    let package: serde_json::Value = serde_json::from_str(include_str!("../peers/package.json")).unwrap_or_default();
    let pinned = package["dependencies"].as_object().into_iter().flatten();
    pinned
        .filter(|(name, _)| *name != "esbuild")
        .map(|(name, version)| (name.clone(), version.as_str().unwrap_or_default().to_owned()))
        .collect()
}

fn field(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.split_once(':').map(|(_, value)| value.trim()));
    value.unwrap_or("unknown").to_owned()
}

/// Returns the first line of a command's output, or an empty text if the command cannot be started.
fn said(command: &str, args: &[&str]) -> String {
    let output = Command::new(command).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or_default().to_owned()
}
