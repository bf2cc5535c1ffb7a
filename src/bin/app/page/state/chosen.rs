//! Validation of the reader's choices, and what follows from them for an experiment.

use super::super::experiment::Experiment;
use super::{Size, State};
use crate::lab::{self, TENFOLD};
use every_core::report::{MAX_STEPS, MAX_WORKERS, PAGE_ROUNDS, Strategy};

/// The expected serial time of the default work. Five rounds of four strategies then take a few seconds.
const SERIAL_TARGET_MS: f64 = 320.0;

impl State {
    /// Returns the chosen steps, or what is wrong with the text.
    pub(in crate::page) fn steps(self) -> Result<u64, String> {
        let workload = self.workload.get();
        let usual = workload.default_steps();
        match self.size.get() {
            Size::Sized => {
                Ok(self.calibration.get().map_or(usual, |calibration| calibration.steps_within(SERIAL_TARGET_MS)))
            }
            Size::Lecture => Ok(usual),
            Size::TenTimes => Ok((TENFOLD * usual).min(workload.max_steps())),
            Size::Other => {
                let most = workload.max_steps().min(MAX_STEPS);
                // Parsed as a JavaScript number. Other text becomes NaN, which is outside every range.
                let typed = wasm_bindgen::JsValue::from(self.other_millions.get());
                let steps = (typed.unchecked_into_f64() * 1e6).round();
                let allowed = (1.0..=most as f64).contains(&steps);
                allowed
                    .then_some(steps as u64)
                    .ok_or_else(|| format!("Size: a number of millions, above 0 and at most {}.", most / 1_000_000))
            }
        }
    }

    /// Returns the chosen pool size, or what is wrong with the text.
    pub(in crate::page) fn workers(self) -> Result<u32, String> {
        whole_number("Workers", &self.workers_text.get(), 1)
    }

    /// Returns the largest pool of a sweep, or what is wrong with the text.
    pub(in crate::page) fn most_workers(self) -> Result<u32, String> {
        whole_number("Largest pool", &self.most_workers_text.get(), 2)
    }

    /// Whether a strategy can be run here.
    pub(in crate::page) fn is_possible(self, strategy: Strategy) -> bool {
        self.environment.with(|environment| match (strategy, environment) {
            (_, None) => false,
            (Strategy::Serial | Strategy::Interleaved, _) => true,
            (Strategy::Isolated, Some(seen)) => seen.workers_available,
            (Strategy::Shared, Some(seen)) => seen.shared_memory,
        })
    }

    /// Returns the best pool strategy that can run here: `shared` if memory can be shared, otherwise `isolated`.
    pub(in crate::page) fn best_pool(self) -> Strategy {
        if self.is_possible(Strategy::Shared) { Strategy::Shared } else { Strategy::Isolated }
    }

    /// Returns the strategies of an experiment, without `serial`.
    pub(in crate::page) fn strategies(self, experiment: Experiment) -> Vec<Strategy> {
        match experiment {
            Experiment::Compare => {
                let others = Strategy::ALL.into_iter().filter(|&strategy| strategy != Strategy::Serial);
                others.filter(|&strategy| self.is_possible(strategy)).collect()
            }
            Experiment::Watch => vec![self.watched_strategy.get()],
            Experiment::Sweep | Experiment::Tenfold => vec![self.best_pool()],
        }
    }

    /// Returns the mistake that prevents an experiment, if there is one.
    pub(in crate::page) fn mistake(self, experiment: Experiment) -> Option<String> {
        let most = || if experiment == Experiment::Sweep { self.most_workers().map(drop) } else { Ok(()) };
        self.steps().and(self.workers().map(drop)).and(most()).err()
    }

    /// Returns the expected duration of an experiment in milliseconds, if it is known.
    pub(in crate::page) fn expected_total_ms(self, experiment: Experiment) -> Option<f64> {
        const MAKING_READY_MS: f64 = 500.0;
        let serial_ms = self.expected_serial_ms(experiment)?;
        let cores = lab::environment().reported_processors;
        let on = |workers: u32| serial_ms / f64::from(workers.min(cores).max(1));
        let workers = self.workers().ok()?;
        let of_strategy = |strategy: Strategy| if strategy.is_parallel() { on(workers) } else { serial_ms };
        let round_ms = match experiment {
            Experiment::Watch => return Some(of_strategy(self.watched_strategy.get()) + MAKING_READY_MS),
            Experiment::Compare => serial_ms + self.strategies(experiment).into_iter().map(of_strategy).sum::<f64>(),
            Experiment::Sweep => {
                let sizes = lab::sweep_sizes(cores, self.most_workers().ok()?);
                serial_ms + sizes.into_iter().map(|size| on(size) + MAKING_READY_MS).sum::<f64>()
            }
            Experiment::Tenfold => 1.1 * (serial_ms + on(workers)),
        };
        Some(f64::from(PAGE_ROUNDS) * round_ms + 4.0 * MAKING_READY_MS)
    }

    /// Returns the expected duration of the longest serial run of an experiment in milliseconds, if it is known.
    pub(in crate::page) fn expected_serial_ms(self, experiment: Experiment) -> Option<f64> {
        let calibration = self.calibration.get()?;
        Some(calibration.expected_ms(self.steps_of(experiment).ok()?))
    }

    /// Returns the steps of an experiment. For the tenfold one it is the larger number.
    pub(in crate::page) fn steps_of(self, experiment: Experiment) -> Result<u64, String> {
        let steps = self.steps()?;
        Ok(if experiment == Experiment::Tenfold { self.tenth(steps) * TENFOLD } else { steps })
    }

    /// Limits the steps so that ten times as many are allowed.
    pub(super) fn tenth(self, steps: u64) -> u64 {
        steps.min(self.workload.get().max_steps() / TENFOLD)
    }
}

fn whole_number(name: &str, typed: &str, least: u32) -> Result<u32, String> {
    let number = typed.trim().parse::<u32>().ok().filter(|number| (least..=MAX_WORKERS).contains(number));
    number.ok_or_else(|| format!("{name}: a whole number from {least} to {MAX_WORKERS}."))
}
