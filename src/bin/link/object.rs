//! Converts links from and to plain JavaScript objects. It is written by hand: derived readers would be several times the size.

use js_sys::{Array, Object as JsObject, Reflect};
use wasm_bindgen::prelude::*;

use every_core::kernel::WorkloadId;
use every_core::link::{BrowserFamily, BuildName, Entry, Link, LinkEnvironment, LinkError, Pair, Results};
use every_core::measure::LossStack;
use every_core::report::Strategy;

/// A value from JavaScript.
pub(crate) struct Object(pub(crate) JsValue);

impl Object {
    pub(crate) fn link(&self) -> Result<Link, LinkError> {
        Ok(Link {
            workload: self.named("workload", "workload", WorkloadId::from_name)?,
            steps: self.whole("steps", "steps")?,
            strategy: self.named("strategy", "strategy", Strategy::from_name)?,
            workers: self.small("workers", "workers")?,
            seed: self.small("seed", "seed")?,
            results: self.part("results").map(|results| results.results()).transpose()?,
        })
    }

    fn results(&self) -> Result<Results, LinkError> {
        let build = self.get("build").as_string().unwrap_or_default();
        let environment = |part: Self| {
            Ok(LinkEnvironment {
                browser: part.named("browser", "browser", BrowserFamily::from_name)?,
                reported_processors: part.small("reportedProcessors", "reportedProcessors")?,
            })
        };
        let entries = self.get("entries").dyn_into::<Array>().map_err(|_| LinkError::Field("entries"))?;
        Ok(Results {
            build: BuildName::new(build.as_bytes())?,
            environment: self.part("environment").map(environment).transpose()?,
            rounds: self.small("rounds", "rounds")?,
            entries: entries.iter().map(|entry| Self(entry).entry()).collect::<Result<_, _>>()?,
        })
    }

    fn entry(&self) -> Result<Entry, LinkError> {
        let stack = |part: Self| {
            Ok(LossStack {
                speedup: part.number("speedup", "entries.stack.speedup")?,
                inflation: part.number("inflation", "entries.stack.inflation")?,
                dispatch: part.number("dispatch", "entries.stack.dispatch")?,
                gaps: part.number("gaps", "entries.stack.gaps")?,
                imbalance: part.number("imbalance", "entries.stack.imbalance")?,
                join: part.number("join", "entries.stack.join")?,
            })
        };
        Ok(Entry {
            strategy: self.named("strategy", "entries.strategy", Strategy::from_name)?,
            workers: self.small("workers", "entries.workers")?,
            median_ms: self.number("medianMs", "entries.medianMs")?,
            speedup: self.number("speedup", "entries.speedup")?,
            speedup_low: self.number("speedupLow", "entries.speedupLow")?,
            speedup_high: self.number("speedupHigh", "entries.speedupHigh")?,
            stack: self.part("stack").map(stack).transpose()?,
        })
    }

    fn get(&self, name: &str) -> JsValue {
        let value = if self.0.is_object() { Reflect::get(&self.0, &name.into()).ok() } else { None };
        value.unwrap_or(JsValue::UNDEFINED)
    }

    /// Returns a field that is an object, or `None` if it is missing.
    fn part(&self, name: &str) -> Option<Self> {
        Some(self.get(name)).filter(JsValue::is_object).map(Self)
    }

    fn number(&self, name: &str, field: &'static str) -> Result<f64, LinkError> {
        self.get(name).as_f64().ok_or(LinkError::Field(field))
    }

    /// Returns a field that is a whole number. Its range is checked when the link is written.
    fn whole(&self, name: &str, field: &'static str) -> Result<u64, LinkError> {
        let number = self.number(name, field)?;
        if number.fract() == 0.0 && number >= 0.0 { Ok(number as u64) } else { Err(LinkError::Field(field)) }
    }

    fn small(&self, name: &str, field: &'static str) -> Result<u32, LinkError> {
        u32::try_from(self.whole(name, field)?).map_err(|_| LinkError::Field(field))
    }

    fn named<T>(&self, name: &str, field: &'static str, from_name: fn(&str) -> Option<T>) -> Result<T, LinkError> {
        self.get(name).as_string().and_then(|text| from_name(&text)).ok_or(LinkError::Field(field))
    }

    pub(crate) fn of_link(link: &Link) -> JsValue {
        object(&[
            ("workload", link.workload.name().into()),
            ("steps", (link.steps as f64).into()),
            ("strategy", link.strategy.name().into()),
            ("workers", link.workers.into()),
            ("seed", link.seed.into()),
            ("results", link.results.as_ref().map_or(JsValue::NULL, of_results)),
        ])
    }

    pub(crate) fn of_pair(pair: &Pair) -> JsValue {
        object(&[
            ("strategy", pair.strategy.name().into()),
            ("workers", pair.workers.into()),
            ("ratio", pair.ratio.into()),
        ])
    }
}

fn of_results(results: &Results) -> JsValue {
    let environment = |environment: LinkEnvironment| {
        object(&[
            ("browser", environment.browser.name().into()),
            ("reportedProcessors", environment.reported_processors.into()),
        ])
    };
    object(&[
        ("build", results.build.as_str().into()),
        ("environment", results.environment.map_or(JsValue::NULL, environment)),
        ("rounds", results.rounds.into()),
        ("entries", results.entries.iter().map(of_entry).collect::<Array>().into()),
    ])
}

fn of_entry(entry: &Entry) -> JsValue {
    object(&[
        ("strategy", entry.strategy.name().into()),
        ("workers", entry.workers.into()),
        ("medianMs", entry.median_ms.into()),
        ("speedup", entry.speedup.into()),
        ("speedupLow", entry.speedup_low.into()),
        ("speedupHigh", entry.speedup_high.into()),
        ("stack", entry.stack.map_or(JsValue::NULL, of_stack)),
    ])
}

fn of_stack(stack: LossStack) -> JsValue {
    object(&[
        ("speedup", stack.speedup.into()),
        ("inflation", stack.inflation.into()),
        ("dispatch", stack.dispatch.into()),
        ("gaps", stack.gaps.into()),
        ("imbalance", stack.imbalance.into()),
        ("join", stack.join.into()),
    ])
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = JsObject::new();
    for (name, value) in fields {
        // Setting a property of a plain object does not fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
