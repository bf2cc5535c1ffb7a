//! The rounds of earlier experiments, for an experiment that adds rounds to them.

use std::cell::RefCell;

use super::contender::{Contender, Pools};
use every_core::measure::SplitMix64;

/// What an experiment needs of the one that it continues.
pub(super) struct Earlier {
    /// What happened to the pools between two rounds.
    pub(super) pools: Pools,
    /// The contenders with their samples, without pools.
    pub(super) contenders: Vec<Contender>,
    /// The generator of the order within rounds, after the last round.
    pub(super) rng: SplitMix64,
    /// The time that the rounds took.
    pub(super) took_ms: f64,
}

thread_local! {
    /// The last experiment, with its seed.
    static LAST: RefCell<Option<(u32, Earlier)>> = const { RefCell::new(None) };
}

/// Keeps the rounds of an experiment with this seed, in the place of the last one. An experiment that was cancelled or has failed
/// does not replace another one, whose report is still shown.
pub(super) fn keep(seed: u32, is_finished: bool, earlier: Earlier) {
    LAST.with_borrow_mut(|last| {
        if is_finished || last.is_none() {
            *last = Some((seed, earlier));
        }
    });
}

/// Takes the rounds of the last experiment, if it had the same seed and the same contenders.
pub(super) fn take(seed: u32, contenders: &[Contender]) -> Option<Earlier> {
    LAST.with_borrow_mut(|last| {
        let is_same = |(of, earlier): &(u32, Earlier)| {
            let same = |(one, other): (&Contender, &Contender)| one.is_the_same_as(other);
            *of == seed
                && earlier.contenders.len() == contenders.len()
                && earlier.contenders.iter().zip(contenders).all(same)
        };
        last.take_if(|last| is_same(last)).map(|(_, earlier)| earlier)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::Options;
    use crate::pool::PoolError;
    use every_core::kernel::WorkloadId;
    use every_core::report::Strategy;

    fn contenders(workers: u32) -> Vec<Contender> {
        let options = Options {
            workload: WorkloadId::DoMath,
            strategies: vec![Strategy::Isolated],
            workers,
            takes_fewer: false,
            sizes: Vec::new(),
            steps: 1_000,
            tiles: None,
            rounds: None,
            continues: false,
            is_kept: true,
            seed: 7,
            is_recorded: true,
            adds_unrecorded: false,
            wants_partial: true,
            is_watched: false,
        };
        let of = |strategy| Contender::new(&options, strategy, workers, options.steps, 0);
        [Strategy::Serial, Strategy::Isolated].map(of).into()
    }

    fn earlier(workers: u32, took_ms: f64) -> Earlier {
        Earlier { pools: Pools::Kept, contenders: contenders(workers), rng: SplitMix64::new(7), took_ms }
    }

    #[test]
    fn only_the_same_experiment_is_continued() {
        keep(7, true, earlier(2, 5.0));
        assert!(take(8, &contenders(2)).is_none(), "another seed");
        assert!(take(7, &contenders(3)).is_none(), "another pool size");
        assert!(take(7, &contenders(2)[..1]).is_none(), "fewer contenders");
        assert_eq!(take(7, &contenders(2)).map(|found| found.took_ms), Some(5.0));
        assert!(take(7, &contenders(2)).is_none(), "it was taken");
    }

    #[test]
    fn a_cancelled_experiment_replaces_no_other() {
        keep(7, false, earlier(2, 5.0));
        keep(8, false, earlier(2, 6.0));
        assert!(take(8, &contenders(2)).is_none(), "it was cancelled");
        keep(8, true, earlier(2, 6.0));
        assert_eq!(take(8, &contenders(2)).map(|found| found.took_ms), Some(6.0));
    }

    #[test]
    fn a_pool_without_room_for_all_workers_is_continued() {
        let mut fewer = earlier(128, 5.0);
        for contender in &mut fewer.contenders[1..] {
            (contender.workers, contender.order.tiles) = (114, 114);
            contender.shortfall = Some(PoolError::TooFew { workers: 128, came: 114, message: None });
        }
        keep(7, true, fewer);
        assert!(take(7, &contenders(114)).is_none(), "another pool size was asked for");
        assert_eq!(take(7, &contenders(128)).map(|found| found.contenders[1].workers), Some(114));
    }
}
