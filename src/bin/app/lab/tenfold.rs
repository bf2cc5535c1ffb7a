//! Compares strategies again with ten times the work, and gives the ratio of the times.

use super::compare::with_serial;
use super::contender::{Contender, Pools};
use super::rounds::Rounds;
use super::session::take_turn;
use super::{Cancel, LabError, Observer, Options};
use every_core::measure::median_interval;
use every_core::report::{RatioReport, TenfoldReport, TenfoldSize};

/// The factor of work between the two halves of the comparison.
pub(crate) const TENFOLD: u64 = 10;

/// Compares strategies over `options.steps` and over ten times as many steps. Both are run in every round, so that each ratio
/// is of times measured close together. It stops as a comparison does.
///
/// # Errors
/// [`LabError`] if it is cancelled, a pool fails, or a checksum is wrong.
pub(crate) async fn tenfold(options: Options, cancel: Cancel, observer: Observer) -> Result<TenfoldReport, LabError> {
    take_turn(&cancel, async {
        let strategies: Vec<_> = with_serial(&options).collect();
        let count = strategies.len();
        let sizes = [options.steps, options.steps * TENFOLD];
        let contenders = sizes.into_iter().enumerate().flat_map(|(half, steps)| {
            let (options, baseline) = (&options, half * count);
            strategies.iter().map(move |&strategy| Contender::new(options, strategy, options.workers, steps, baseline))
        });
        let mut rounds = Rounds::new(contenders.collect(), Pools::Kept, &options, &observer);
        rounds.make_ready().await?;
        loop {
            rounds.one_round().await?;
            if let Some(error) = rounds.all_failed() {
                return Err(error);
            }
            if rounds.is_enough() {
                break;
            }
        }
        let (small, large) = rounds.contenders.split_at(count);
        let both_ran =
            |(small, large): &(&Contender, &Contender)| !small.samples.is_empty() && !large.samples.is_empty();
        let ratios = small.iter().zip(large).filter(both_ran).map(|(small, large)| {
            let interval = median_interval(&rounds.ratios(large, small));
            RatioReport {
                strategy: small.strategy,
                value: interval.value,
                low: interval.low,
                high: interval.high,
                confidence: interval.confidence(),
            }
        });
        let sizes = [small, large].into_iter().zip(sizes).map(|(half, steps)| TenfoldSize {
            steps,
            strategies: half.iter().filter_map(|contender| rounds.summary(contender)).collect(),
        });
        Ok(TenfoldReport {
            schema: "every-core/tenfold/1",
            workload: options.workload,
            workers: options.workers,
            seed: options.seed,
            rounds: rounds.completed,
            took_ms: rounds.took_ms(),
            ratios: ratios.collect(),
            sizes: sizes.collect(),
            shortfalls: rounds.shortfalls(),
            caveats: rounds.caveats(),
        })
    })
    .await
}
