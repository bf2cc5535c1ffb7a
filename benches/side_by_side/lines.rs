//! A process that answers each line with one line of JSON, and ends with its owner.

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// The process, and what it has said.
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
        let to = child.stdin.take().context("its input is not piped")?;
        let from = child.stdout.take().context("its output is not piped")?;
        let (sender, answers) = channel();
        // Ends with the process, whose output then ends, or with the receiver.
        std::thread::spawn(move || {
            BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Ok(Self { name: name.to_owned(), child, to, answers })
    }

    pub(crate) fn ask<T: DeserializeOwned>(&mut self, line: &str) -> Result<T> {
        writeln!(self.to, "{line}").with_context(|| format!("{} has ended", self.name))?;
        let answer = self.answers.recv_timeout(PATIENCE);
        let answer = answer.with_context(|| format!("{} has no answer to {line:?}", self.name))?;
        let answer: Value = serde_json::from_str(&answer).with_context(|| format!("{} said {answer:?}", self.name))?;
        if let Some(error) = answer.get("error") {
            bail!("{} to {line:?}: {error}", self.name);
        }
        Ok(serde_json::from_value(answer)?)
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _reaped = self.child.kill().and_then(|()| self.child.wait());
    }
}
