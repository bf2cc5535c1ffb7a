//! What cargo runs in the compiler's place (`RUSTC_WRAPPER`) where it builds threaded wasm: the compiler, with warnings as
//! errors, and without the one that says `atomics` is an unstable target feature.
//!
//! That one is printed for every crate of ours and is no lint, so no attribute and no flag turns it off alone. Dependencies
//! are compiled with warnings off, which this does not change.

use anyhow::{Context, Result};
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// Whether the first argument is a compiler: cargo starts a wrapper with the program that it wraps.
pub(crate) fn is_compiler(argument: &OsStr) -> bool {
    Path::new(argument).file_stem().is_some_and(|name| name == "rustc" || name == "clippy-driver")
}

/// Runs the compiler; returns its exit status, or a failure if it warned of anything else.
pub(crate) fn run(compiler: &OsStr, arguments: impl Iterator<Item = OsString>) -> Result<ExitCode> {
    let mut child = Command::new(compiler)
        .args(arguments)
        .arg("--deny=warnings")
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", compiler.display()))?;
    let messages = child.stderr.take().context("the compiler's messages are not piped")?;
    let mut has_warned = false;
    for message in BufReader::new(messages).lines() {
        let message = message?;
        match warning(&message) {
            Some(Warning::UnstableAtomics) => continue,
            Some(Warning::Other) => has_warned = true,
            None => {}
        }
        writeln!(std::io::stderr(), "{message}")?;
    }
    let status = child.wait()?.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(if has_warned { status.max(1) } else { status }))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Warning {
    UnstableAtomics,
    Other,
}

/// Reads one of the lines of JSON that cargo asks the compiler for. Only quotes of the JSON itself are without a backslash,
/// so what a message quotes is never taken for a level.
fn warning(message: &str) -> Option<Warning> {
    // The compiler's count of warnings comes as a warning of its own, and cargo leaves it out.
    let is_count = message.contains(r#" warning emitted""#) || message.contains(r#" warnings emitted""#);
    if !message.contains(r#""level":"warning""#) || is_count {
        return None;
    }
    let is_atomics = message.contains("unstable feature") && message.contains("`-Ctarget-feature`: `atomics`");
    Some(if is_atomics { Warning::UnstableAtomics } else { Warning::Other })
}

#[cfg(test)]
mod tests {
    use super::{Warning, is_compiler, warning};

    fn said(message: &str, level: &str) -> String {
        format!(r#"{{"$message_type":"diagnostic","message":"{message}","code":null,"level":"{level}","spans":[]}}"#)
    }

    #[test]
    fn only_the_warning_of_unstable_atomics_is_left_out() {
        let unstable =
            |feature| said(&format!("unstable feature specified for `-Ctarget-feature`: `{feature}`"), "warning");
        assert_eq!(warning(&unstable("atomics")), Some(Warning::UnstableAtomics));
        assert_eq!(warning(&unstable("wide-arithmetic")), Some(Warning::Other));
        assert_eq!(warning(&said("unused variable: `atomics`", "warning")), Some(Warning::Other));
        assert_eq!(warning(&said("unused variable: `atomics`", "error")), None);
        assert_eq!(warning(&said(r#"found \"level\":\"warning\""#, "error")), None);
        assert_eq!(warning(&said("2 warnings emitted", "warning")), None);
        assert_eq!(warning(&said("1 warning emitted", "warning")), None);
    }

    #[test]
    fn compilers_are_told_from_commands() {
        assert!(is_compiler("/usr/bin/rustc".as_ref()) && is_compiler("clippy-driver".as_ref()));
        assert!(!is_compiler("serve".as_ref()) && !is_compiler("--help".as_ref()));
    }
}
