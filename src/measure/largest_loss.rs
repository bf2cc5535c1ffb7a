//! The choice of the loss to look at first, and the advice what to try.

use super::LossStack;
use crate::names;

/// The share of the pool below which a loss is not reported.
const NEGLIGIBLE: f64 = 0.02;

/// A part of the loss stack that is not the speed-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Loss {
    /// Every loss is below 2 % of the pool.
    Negligible,
    /// The same work took longer than serially.
    Inflation,
    /// Workers waited for their first tile.
    Dispatch,
    /// Workers paused between tiles.
    Gaps,
    /// Workers waited for the last worker to finish.
    Imbalance,
    /// Time passed from the last tile's end until the page had the result.
    Join,
}

names!(Loss {
    Negligible = "negligible",
    Inflation = "inflation",
    Dispatch = "dispatch",
    Gaps = "gaps",
    Imbalance = "imbalance",
    Join = "join",
});

impl Loss {
    /// Returns one sentence: what it is and what to try next.
    pub fn text(self) -> &'static str {
        match self {
            Self::Negligible => "Almost nothing was lost: try more workers, until something is.",
            Self::Inflation => {
                "The pieces themselves ran slower than alone: the processors share hardware or had other work, so try fewer \
                 workers, or close other programs."
            }
            Self::Dispatch => {
                "Workers waited for their first piece: choose more work, so that the wait weighs less, or fewer workers."
            }
            Self::Gaps => "Workers paused between pieces: choose fewer and larger pieces.",
            Self::Imbalance => "Workers waited for the slowest one: choose more and smaller pieces.",
            Self::Join => {
                "The result was ready before the page could take it: choose more work, or keep the page itself less busy."
            }
        }
    }
}

/// Returns the largest loss of a run, and [its text](Loss::text).
pub fn largest_loss(stack: &LossStack) -> (Loss, &'static str) {
    let losses = [
        (Loss::Inflation, stack.inflation),
        (Loss::Dispatch, stack.dispatch),
        (Loss::Gaps, stack.gaps),
        (Loss::Imbalance, stack.imbalance),
        (Loss::Join, stack.join),
    ];
    let negligible = (Loss::Negligible, NEGLIGIBLE * stack.sum());
    let (loss, _) =
        losses.into_iter().fold(negligible, |largest, loss| if loss.1 > largest.1 { loss } else { largest });
    (loss, loss.text())
}
