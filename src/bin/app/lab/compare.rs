//! Compares `serial` with other strategies, in rounds.

use std::rc::Rc;

use super::contender::{Contender, Pools};
use super::rounds::Rounds;
use super::session::take_turn;
use super::{Cancel, LabError, Observer, Options, Progress};
use every_core::measure::fastest;
use every_core::report::{CompareReport, Strategy};

/// Compares strategies with `serial` in rounds of one run each, in an order drawn from the seed. With `options.wants_partial`,
/// the observer gets the report so far after each round but the last. Without `options.rounds`, the comparison stops when every
/// interval is narrow enough (±3 %), or after 20 s.
///
/// # Errors
/// [`LabError`] if it is cancelled, a pool fails, or a checksum is wrong.
pub(crate) async fn compare(options: Options, cancel: Cancel, observer: Observer) -> Result<CompareReport, LabError> {
    take_turn(&cancel, async {
        let contenders =
            with_serial(&options).map(|strategy| Contender::new(&options, strategy, options.workers, options.steps, 0));
        let mut contenders: Vec<Contender> = contenders.collect();
        if options.adds_unrecorded {
            let parallel = contenders.iter().filter(|contender| contender.strategy.is_parallel());
            let unrecorded: Vec<Contender> = parallel.map(|contender| contender.unrecorded(&options)).collect();
            contenders.extend(unrecorded);
        }
        let mut rounds = Rounds::new(contenders, Pools::Kept, &options, &observer);
        rounds.make_ready().await?;
        loop {
            rounds.one_round().await?;
            if let Some(error) = rounds.all_failed() {
                return Err(error);
            }
            if rounds.is_enough() {
                return Ok(report(&rounds));
            }
            if options.wants_partial {
                observer(Progress::Compared(Rc::new(report(&rounds))));
            }
        }
    })
    .await
}

fn report(rounds: &Rounds<'_>) -> CompareReport {
    let options = rounds.options;
    CompareReport {
        schema: "every-core/compare/1",
        workload: options.workload,
        workers: options.workers,
        steps: options.steps,
        seed: options.seed,
        rounds: rounds.completed,
        took_ms: rounds.took_ms(),
        strategies: rounds.contenders.iter().filter_map(|contender| rounds.summary(contender)).collect(),
        fastest: fastest_pool(rounds),
        shortfalls: rounds.shortfalls(),
        caveats: rounds.caveats(),
    }
}

/// Returns the strategy of the pool to name first.
fn fastest_pool(rounds: &Rounds<'_>) -> Option<Strategy> {
    let pools: Vec<&Contender> = rounds.contenders.iter().filter(|contender| contender.has_stack()).collect();
    let times: Vec<Vec<f64>> = pools.iter().map(|pool| pool.elapsed_ms()).collect();
    fastest(&times).map(|index| pools[index].strategy)
}

/// Returns `serial` first, then the other requested strategies, each once.
pub(super) fn with_serial(options: &Options) -> impl Iterator<Item = Strategy> {
    let others = Strategy::ALL.into_iter().filter(|strategy| options.strategies.contains(strategy));
    std::iter::once(Strategy::Serial).chain(others.filter(|&strategy| strategy != Strategy::Serial))
}
