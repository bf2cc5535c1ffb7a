//! Child processes that answer each line with one line of JSON. Dropping a [`Lines`] kills its process.

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// The timeout for one answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// A child process and a channel with the lines it wrote.
pub(crate) struct Lines {
    name: String,
    child: Child,
    to: ChildStdin,
    answers: Receiver<String>,
}

impl Lines {
    pub(crate) fn start(name: &str, command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name}: {command:?}"))?;
        let to = child.stdin.take().context("the process has no piped input")?;
        let from = child.stdout.take().context("the process has no piped output")?;
        let (sender, answers) = channel();
        // The thread ends when the process closes its output or the receiver is dropped.
        std::thread::spawn(move || {
            BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Ok(Self { name: name.to_owned(), child, to, answers })
    }

    pub(crate) fn ask<T: DeserializeOwned>(&mut self, line: &str) -> Result<T> {
        writeln!(self.to, "{line}").with_context(|| format!("{} has ended", self.name))?;
        let answer = self.answers.recv_timeout(PATIENCE);
        let answer = answer.with_context(|| format!("{} did not answer {line:?}", self.name))?;
        let answer: Value = serde_json::from_str(&answer)
            .with_context(|| format!("{} answered {answer:?}, which is not JSON", self.name))?;
        if let Some(error) = answer.get("error") {
            bail!("{} answered {line:?} with the error {error}", self.name);
        }
        Ok(serde_json::from_value(answer)?)
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _reaped = self.child.kill().and_then(|()| self.child.wait());
    }
}
