//! Runs rounds over pool sizes, and fits two models to the results.

use std::rc::Rc;

use super::contender::{Contender, Pools};
use super::rounds::Rounds;
use super::session::take_turn;
use super::{Cancel, LabError, Observer, Options, Progress};
use every_core::measure::{SweepPoint, best_apart, fit_amdahl, fit_usl};
use every_core::report::{
    FailedSize, MAX_SHARED_WORKERS, MeasuredCores, Model, Models, Strategy, SweepReport, SweepSize,
};

/// Runs `serial` and one strategy at every pool size of `options.sizes`, in rounds. After each round but the last the observer
/// gets the report so far. A size that fails is named in the report and excluded from later rounds. Stops as a comparison does.
///
/// # Errors
/// [`LabError`] if it is cancelled, the serial run fails, or no size can be run.
pub(crate) async fn sweep(options: Options, cancel: Cancel, observer: Observer) -> Result<SweepReport, LabError> {
    let strategy = options.strategies.first().copied().unwrap_or(Strategy::Isolated);
    take_turn(&cancel, async {
        let serial = Contender::new(&options, Strategy::Serial, 1, options.steps, 0);
        let pools = options.sizes.iter().map(|&workers| Contender::new(&options, strategy, workers, options.steps, 0));
        let contenders = std::iter::once(serial).chain(pools).collect();
        let mut rounds = Rounds::new(contenders, Pools::MadeAnew, &options, &observer);
        loop {
            rounds.one_round().await?;
            let pools = rounds.contenders.get_mut(1..).unwrap_or_default();
            if let Some(none) =
                pools.iter_mut().all(|pool| pool.samples.is_empty()).then(|| pools.first_mut()).flatten()
            {
                return Err(none.failed.take().unwrap_or(LabError::Cancelled));
            }
            let report = report(&rounds, strategy);
            if rounds.is_enough() {
                return Ok(report);
            }
            observer(Progress::Swept(Rc::new(report)));
        }
    })
    .await
}

fn report(rounds: &Rounds<'_>, strategy: Strategy) -> SweepReport {
    let options = rounds.options;
    let (serial, pools) = rounds.contenders.split_at(1);
    let mut sizes: Vec<SweepSize> = pools
        .iter()
        .filter_map(|pool| Some(SweepSize { workers: pool.workers, summary: rounds.summary(pool)? }))
        .collect();
    // A size that is too large may have been run with as many workers as there can be.
    sizes.sort_unstable_by_key(|size| size.workers);
    let failed = pools.iter().filter_map(|pool| {
        let failed = pool.failed.as_ref().map(ToString::to_string);
        let reason = failed.or_else(|| Some(pool.shortfall.as_ref()?.to_string()))?;
        Some(FailedSize { workers: pool.asked, reason })
    });
    let points: Vec<SweepPoint> = pools
        .iter()
        .flat_map(|pool| {
            let workers = pool.workers;
            rounds.speedups(pool).into_iter().map(move |speedup| SweepPoint { workers, speedup })
        })
        .collect();
    let best = sizes.iter().max_by(|a, b| a.summary.speedup.total_cmp(&b.summary.speedup));
    SweepReport {
        schema: "every-core/sweep/1",
        workload: options.workload,
        strategy,
        steps: options.steps,
        seed: options.seed,
        rounds: rounds.completed,
        took_ms: rounds.took_ms(),
        best_workers: best.map_or(0, |best| best.workers),
        measured_cores: MeasuredCores::from(best_apart(
            &pools.iter().map(|pool| rounds.speedups(pool)).collect::<Vec<_>>(),
        )),
        models: Models { amdahl: Model::from(fit_amdahl(&points)), usl: Model::from(fit_usl(&points)) },
        serial: serial.first().and_then(|serial| rounds.summary(serial)),
        sizes,
        failed: failed.collect(),
        caveats: rounds.caveats(),
    }
}

/// Returns the largest pool of a sweep by default: one and a half times the reported processors, and at least 2.
pub(crate) fn beyond(reported: u32) -> u32 {
    (reported + reported.div_ceil(2)).clamp(2, MAX_SHARED_WORKERS)
}

/// Returns the pool sizes to try up to `most`. Up to 16 these are all sizes. Beyond, they are at most 16 sizes, spread evenly,
/// with 1, 2, `reported` and `most` among them.
pub(crate) fn sweep_sizes(reported: u32, most: u32) -> Vec<u32> {
    const SIZES: u32 = 16;
    if most <= SIZES {
        return (1..=most).collect();
    }
    let spread = SIZES - 2;
    let evenly = (0..spread).map(|index| 1 + (index * (most - 1) + (spread - 1) / 2) / (spread - 1));
    let mut sizes: Vec<u32> = evenly.chain([2, reported.min(most)]).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn at_most_sixteen_sizes_include_the_needed_ones(reported in 1u32..=256, most in 1u32..=256) {
            let sizes = sweep_sizes(reported, most);
            prop_assert!(sizes.len() <= 16 && sizes.is_sorted_by(|a, b| a < b), "{sizes:?}");
            for needed in [1, most, reported.min(most), most.min(2)] {
                prop_assert!(sizes.contains(&needed), "{needed} is not in {sizes:?}");
            }
        }
    }

    #[test]
    fn all_sizes_up_to_sixteen_are_tried() {
        assert_eq!(sweep_sizes(2, 3), [1, 2, 3]);
        assert_eq!(sweep_sizes(64, 96).len(), 16);
    }
}
