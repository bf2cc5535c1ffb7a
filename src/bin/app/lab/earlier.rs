//! The rounds of earlier experiments, for an experiment that adds rounds to them.

use std::cell::RefCell;

use super::rounds::{Contender, Pools};
use every_core::measure::SplitMix64;

/// What an experiment needs of the one that it continues.
pub(super) struct Earlier {
    /// The contenders with their samples, without pools.
    pub(super) contenders: Vec<Contender>,
    /// The generator of the order within rounds, after the last round.
    pub(super) rng: SplitMix64,
    /// The time that the rounds took.
    pub(super) took_ms: f64,
}

thread_local! {
    /// The last experiment with pools that are kept between rounds, and the last with pools that are made anew.
    static LAST: RefCell<[Option<(u32, Earlier)>; 2]> = const { RefCell::new([None, None]) };
}

/// Keeps the rounds of an experiment with this seed, in the place of the last one of its kind.
pub(super) fn keep(seed: u32, pools: Pools, earlier: Earlier) {
    LAST.with_borrow_mut(|last| last[pools as usize] = Some((seed, earlier)));
}

/// Takes the rounds of the last experiment of this kind, if it had the same seed and the same contenders.
pub(super) fn take(seed: u32, pools: Pools, contenders: &[Contender]) -> Option<Earlier> {
    LAST.with_borrow_mut(|last| {
        let last = &mut last[pools as usize];
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
            seed: 7,
            is_recorded: true,
            adds_unrecorded: false,
            wants_partial: true,
            is_watched: false,
        };
        let of = |strategy| Contender::new(&options, strategy, workers, options.steps, 0);
        [Strategy::Serial, Strategy::Isolated].map(of).into()
    }

    #[test]
    fn only_the_same_experiment_is_continued() {
        let earlier = || Earlier { contenders: contenders(2), rng: SplitMix64::new(7), took_ms: 5.0 };
        keep(7, Pools::Kept, earlier());
        assert!(take(8, Pools::Kept, &contenders(2)).is_none(), "another seed");
        assert!(take(7, Pools::Kept, &contenders(3)).is_none(), "another pool size");
        assert!(take(7, Pools::Kept, &contenders(2)[..1]).is_none(), "fewer contenders");
        assert!(take(7, Pools::MadeAnew, &contenders(2)).is_none(), "pools of another kind");
        assert_eq!(take(7, Pools::Kept, &contenders(2)).map(|found| found.took_ms), Some(5.0));
        assert!(take(7, Pools::Kept, &contenders(2)).is_none(), "it was taken");
    }
}
