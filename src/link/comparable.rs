//! Whether somebody's results can be set against mine.

use thiserror::Error;

use super::{BuildName, Entry, Link, Results};
use crate::kernel::WorkloadId;
use crate::report::Strategy;

/// The same strategy at the same pool size, theirs and mine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// How it was run.
    pub strategy: Strategy,
    /// Pool size.
    pub workers: u32,
    /// Their median time over mine: above 1, mine is faster.
    pub ratio: f64,
}

/// Why there is no ratio.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Why {
    /// One of them has no results.
    #[error("there is nothing to compare with yet: run it on your machine")]
    NoResults,
    /// Other work.
    #[error("theirs is {}, yours {}: run the same work to compare", theirs.name(), mine.name())]
    Workload {
        /// In the link.
        theirs: WorkloadId,
        /// Here.
        mine: WorkloadId,
    },
    /// More or less work.
    #[error("theirs is over {theirs} steps, yours over {mine}: run the same size to compare")]
    Steps {
        /// In the link.
        theirs: u64,
        /// Here.
        mine: u64,
    },
    /// Other code.
    #[error(
        "theirs was measured with build {}, yours with {}: the code may differ, so the times say nothing of the machines",
        theirs.as_str(), mine.as_str()
    )]
    Build {
        /// In the link.
        theirs: BuildName,
        /// Here.
        mine: BuildName,
    },
}

/// Pairs up what can be compared: nothing where workload, size or build differ.
///
/// # Errors
/// [`Why`]: the first of those that differs.
pub fn comparable(theirs: &Link, mine: &Link) -> Result<Vec<Pair>, Why> {
    if theirs.workload != mine.workload {
        return Err(Why::Workload { theirs: theirs.workload, mine: mine.workload });
    }
    if theirs.steps != mine.steps {
        return Err(Why::Steps { theirs: theirs.steps, mine: mine.steps });
    }
    let (Some(their_results), Some(my_results)) = (&theirs.results, &mine.results) else { return Err(Why::NoResults) };
    if their_results.build != my_results.build {
        return Err(Why::Build { theirs: their_results.build.clone(), mine: my_results.build.clone() });
    }
    Ok(pairs(their_results, my_results))
}

fn pairs(theirs: &Results, mine: &Results) -> Vec<Pair> {
    let pair = |their: &Entry| {
        let same = |my: &&Entry| (my.strategy, my.workers) == (their.strategy, their.workers);
        let my = mine.entries.iter().find(same)?;
        Some(Pair { strategy: my.strategy, workers: my.workers, ratio: their.median_ms / my.median_ms })
    };
    theirs.entries.iter().filter_map(pair).collect()
}
