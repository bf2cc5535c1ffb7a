//! Interleaved sampling: every round runs every contender once, in an order drawn from the seed, so that drift of the machine
//! affects all of them.

use crate::plan::Plan;
use crate::series::{Series, Unit};
use crate::stage::{Answer, Ask, Stage};
use anyhow::{Result, bail};
use every_core::kernel::WorkloadId;
use every_core::measure::SplitMix64;

/// A contender in one case, sampled once a round.
pub(crate) struct Contender {
    pub who: String,
    pub case: String,
    pub unit: Unit,
    pub ask: Ask,
    /// The factor that the answer's value is multiplied by.
    pub scale: f64,
    /// The steps of `do_math` that the contender computes, whose checksum is checked. `None` if it computes nothing.
    pub steps: Option<u64>,
}

impl Contender {
    pub(crate) fn new(who: impl Into<String>, case: impl Into<String>, unit: Unit, ask: Ask) -> Self {
        Self { who: who.into(), case: case.into(), unit, ask, scale: 1.0, steps: None }
    }

    /// Returns the contender with its checksum checked: a sample with a wrong checksum is an error.
    pub(crate) fn verified(self, steps: u64) -> Self {
        Self { steps: Some(steps), ..self }
    }

    pub(crate) fn scaled(self, scale: f64) -> Self {
        Self { scale, ..self }
    }

    async fn sample(&self, stage: &mut Stage) -> Result<f64> {
        let Answer { value, checksum } = stage.ask(&self.ask).await?;
        if let Some(steps) = self.steps {
            let expected = WorkloadId::DoMath.workload().expected(&(0..steps)).map(|checksum| checksum.to_string());
            if checksum != expected {
                bail!("the checksum is {checksum:?} instead of {expected:?}");
            }
        }
        if !value.is_finite() {
            bail!("the measured value is not finite");
        }
        Ok(value * self.scale)
    }
}

/// Runs every contender once without counting it, then `rounds` times. After an error a contender is left out, with the error as
/// the
/// reason.
pub(crate) async fn take(
    section: &str,
    contenders: Vec<Contender>,
    rounds: usize,
    plan: &Plan,
    stage: &mut Stage,
) -> Vec<Series> {
    let mut series: Vec<_> = contenders
        .iter()
        .map(|it| Series {
            who: it.who.clone(),
            case: it.case.clone(),
            unit: it.unit,
            samples: Vec::new(),
            missing: None,
        })
        .collect();
    let mut rng = SplitMix64::new(u64::from(plan.seed));
    let mut order: Vec<usize> = (0..contenders.len()).collect();
    for round in 0..=rounds {
        rng.shuffle(&mut order);
        eprintln!(
            "  {section}: {}",
            if round == 0 { "warming up".to_owned() } else { format!("round {round} of {rounds}") }
        );
        for &index in &order {
            let (contender, series) = (&contenders[index], &mut series[index]);
            if series.missing.is_some() {
                continue;
            }
            match contender.sample(stage).await {
                Ok(_) if round == 0 => {}
                Ok(value) => series.samples.push(value),
                Err(error) => {
                    eprintln!("  {section}: {}, {}: left out: {error:#}", contender.who, contender.case);
                    series.missing = Some(format!("{error:#}"));
                }
            }
        }
    }
    series
}
