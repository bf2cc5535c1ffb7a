//! How much of everything is done.

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

/// What the command line asked for.
#[derive(Debug)]
pub(crate) struct Plan {
    pub is_quick: bool,
    only: Option<Vec<Part>>,
    /// Of the order within rounds and of the bootstrap.
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
                _ => bail!("{arg:?} is no flag of the bench: it has --quick and --only"),
            }
        }
        Ok(plan)
    }

    pub(crate) fn parts(&self) -> Vec<Part> {
        self.only.clone().unwrap_or_else(|| Part::ALL.to_vec())
    }

    /// Whether the report is worth keeping in `docs/`.
    pub(crate) fn is_whole(&self) -> bool {
        !self.is_quick && self.only.is_none()
    }

    /// One of two amounts.
    pub(crate) fn either<T>(&self, full: T, quick: T) -> T {
        if self.is_quick { quick } else { full }
    }

    /// Rounds of everything that is compared by a ratio.
    pub(crate) fn rounds(&self) -> usize {
        self.either(15, 3)
    }

    /// Rounds of what is asked about more finely than [`Plan::rounds`] can tell.
    pub(crate) fn many_rounds(&self) -> usize {
        self.either(41, 3)
    }

    /// Steps of `do_math` for compiled code: a quarter of a second and more, serially.
    pub(crate) fn steps(&self) -> u64 {
        self.either(200_000_000, 60_000_000)
    }

    /// Steps for CPython, which takes seventy times as long for each.
    pub(crate) fn python_steps(&self) -> u64 {
        self.either(4_000_000, 1_000_000)
    }
}

fn part_of(name: &str) -> Result<Part> {
    Part::ALL.into_iter().find(|part| part.name() == name).with_context(|| {
        format!("there is no section {name:?}: the sections are {}", Part::ALL.map(Part::name).join(", "))
    })
}
