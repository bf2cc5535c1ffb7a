//! Runs one check and counts the tests that it reports.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Write};
use std::ops::AddAssign;
use std::process::{Command, Stdio};
use xshell::Cmd;

/// Tests that passed and failed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub passed: u32,
    pub failed: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Tally {
    /// Runs a check that only passes or fails (formatting, lints, a build) and counts it as one test.
    pub(crate) fn check(&mut self, name: &str, command: Cmd<'_>) {
        self.outcome(name, command.quiet().run().map_err(anyhow::Error::from));
    }

    /// Counts an outcome as one test, and prints why it failed.
    pub(crate) fn outcome(&mut self, name: &str, outcome: Result<()>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(error) => {
                self.failed += 1;
                eprintln!("xtask: {name} failed: {error:#}");
            }
        }
    }

    /// Runs tests that print libtest's summary lines, shows their output, and adds up the summaries.
    pub(crate) fn tests(&mut self, name: &str, command: Cmd<'_>) {
        eprintln!("xtask: {name}");
        match run_and_count(command) {
            Ok((counted, success)) => {
                self.passed += counted.passed;
                // A suite that did not compile, or crashed, prints no summary, and has failed.
                self.failed += if success { counted.failed } else { counted.failed.max(1) };
            }
            Err(error) => self.outcome(name, Err(error)),
        }
    }
}

fn run_and_count(command: Cmd<'_>) -> Result<(Tally, bool)> {
    let mut child = Command::from(command).stdout(Stdio::piped()).spawn().context("cannot start cargo")?;
    let stdout = child.stdout.take().context("its output is not piped")?;
    let mut counted = Tally::default();
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        writeln!(std::io::stdout(), "{line}")?;
        if let Some(summary) = summary(&line) {
            counted += summary;
        }
    }
    Ok((counted, child.wait()?.success()))
}

/// Reads `test result: ok. 3 passed; 0 failed; …`.
fn summary(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?;
    let count = |what: &str| {
        let mut words = counts.split([' ', ';']).filter(|word| !word.is_empty());
        let mut before = words.next()?;
        words.find_map(|word| {
            let found = (word == what).then(|| before.parse().ok()).flatten();
            before = word;
            found
        })
    };
    Some(Tally { passed: count("passed")?, failed: count("failed")? })
}

#[cfg(test)]
mod tests {
    use super::{Tally, summary};

    #[test]
    fn summaries_are_read_and_other_lines_are_not() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(summary(line), Some(Tally { passed: 12, failed: 3 }));
        assert_eq!(summary("test kernel::adds ... ok"), None);
    }
}
