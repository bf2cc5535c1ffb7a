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
