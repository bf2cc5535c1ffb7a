//! The comparison of a link's results with the reader's own.

use thiserror::Error;

use super::{BuildName, Entry, Link, Results};
use crate::fields;
use crate::kernel::WorkloadId;
use crate::report::Strategy;

/// A strategy and pool size that both results have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// How it was run.
    pub strategy: Strategy,
    /// Pool size.
    pub workers: u32,
    /// Their median time divided by mine. If it is above 1, mine is faster.
    pub ratio: f64,
}

fields!(Pair { strategy, workers, ratio });

/// The reason why results cannot be compared.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Why {
    /// One of the links has no results.
    #[error("there is nothing to compare with yet: run it on your machine")]
    NoResults,
    /// The workloads differ.
    #[error("theirs is {}, yours {}: run the same work to compare", theirs.name(), mine.name())]
    Workload {
        /// The workload in the link.
        theirs: WorkloadId,
        /// The reader's workload.
        mine: WorkloadId,
    },
    /// The numbers of steps differ.
    #[error("theirs is over {theirs} steps, yours over {mine}: run the same size to compare")]
    Steps {
        /// The steps in the link.
        theirs: u64,
        /// The reader's steps.
        mine: u64,
    },
    /// The builds differ, so the code may differ.
    #[error(
        "theirs was measured with build {}, yours with {}: the code may differ, so the times say nothing of the machines",
        theirs.as_str(), mine.as_str()
    )]
    Build {
        /// The build in the link.
        theirs: BuildName,
        /// The reader's build.
        mine: BuildName,
    },
}

/// Pairs the entries that have the same strategy and pool size.
///
/// # Errors
/// [`Why`]: workload, steps or build differ, or there are no results. The first of these reasons is returned.
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
