//! Decides how many rounds and steps are run.

use anyhow::{Context, Result, bail};

/// A section of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Kernel,
    Scaling,
    Overheads,
    Load,
    Growth,
}

impl Part {
    const ALL: [Self; 5] = [Self::Kernel, Self::Scaling, Self::Overheads, Self::Load, Self::Growth];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kernel => "kernel",
            Self::Scaling => "scaling",
            Self::Overheads => "overheads",
            Self::Load => "load",
            Self::Growth => "growth",
        }
    }
}

/// The options of the command line.
#[derive(Debug)]
pub(crate) struct Plan {
    pub is_quick: bool,
    only: Option<Vec<Part>>,
    /// The seed for the order within rounds.
    pub seed: u32,
}

impl Plan {
    /// Reads `--quick` and `--only a,b`.
    pub(crate) fn from_args(mut args: impl Iterator<Item = String>) -> Result<Self> {
        let mut plan = Self { is_quick: false, only: None, seed: 1 };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--quick" => plan.is_quick = true,
                "--only" => {
                    let names = args.next().context("--only needs the names of sections")?;
                    plan.only = Some(names.split(',').map(part_of).collect::<Result<_>>()?);
                }
                _ => bail!("unknown flag {arg:?}: allowed are --quick and --only"),
            }
        }
        Ok(plan)
    }

    pub(crate) fn parts(&self) -> Vec<Part> {
        self.only.clone().unwrap_or_else(|| Part::ALL.to_vec())
    }

    /// Whether every section is measured in full, so that the report belongs in `docs/`.
    pub(crate) fn is_whole(&self) -> bool {
        !self.is_quick && self.only.is_none()
    }

    /// Returns the full or the quick amount.
    pub(crate) fn either<T>(&self, full: T, quick: T) -> T {
        if self.is_quick { quick } else { full }
    }

    /// Returns the number of rounds for ratios.
    pub(crate) fn rounds(&self) -> usize {
        self.either(15, 3)
    }

    /// Returns the number of rounds for ratios that must be resolved more finely than [`Plan::rounds`] can.
    pub(crate) fn many_rounds(&self) -> usize {
        self.either(41, 3)
    }

    /// Returns the steps of `do_math` for compiled code: at least a quarter of a second when serial.
    pub(crate) fn steps(&self) -> u64 {
        self.either(200_000_000, 60_000_000)
    }

    /// Returns the steps for CPython, which takes seventy times as long for each.
    pub(crate) fn python_steps(&self) -> u64 {
        self.either(4_000_000, 1_000_000)
    }
}

fn part_of(name: &str) -> Result<Part> {
    Part::ALL
        .into_iter()
        .find(|part| part.name() == name)
        .with_context(|| format!("unknown section {name:?}: allowed are {}", Part::ALL.map(Part::name).join(", ")))
}
