//! What a link says of somebody's measurements.

use super::{BuildName, LinkError, MAX_ENTRIES};
use crate::measure::LossStack;
use crate::report::Strategy;
use crate::report::{MAX_ROUNDS, MAX_WORKERS};

/// Most processors a link may speak of.
const MAX_PROCESSORS: u32 = 65_536;

/// Results of one comparison or sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// The build that measured.
    pub build: BuildName,
    /// Where; `None` if the sender left it out.
    pub environment: Option<LinkEnvironment>,
    /// Rounds completed: the number of samples behind every figure.
    pub rounds: u32,
    /// One per strategy and pool size.
    pub entries: Vec<Entry>,
}

/// A strategy at one pool size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// How it was run.
    pub strategy: Strategy,
    /// Pool size; 1 for `serial`.
    pub workers: u32,
    /// Median of the samples, milliseconds.
    pub median_ms: f64,
    /// Median over rounds of `T1 / T`.
    pub speedup: f64,
    /// Lower end of its 95 % interval.
    pub speedup_low: f64,
    /// Upper end of its 95 % interval.
    pub speedup_high: f64,
    /// Where the median run's time went; only for pools.
    pub stack: Option<LossStack>,
}

/// A browser and what it says of its machine: as much as a link tells, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkEnvironment {
    /// The browser's family.
    pub browser: BrowserFamily,
    /// Processors as reported by the browser.
    pub reported_processors: u32,
}

/// A browser by its engine, or nearly so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserFamily {
    /// None of the others.
    Other,
    /// Chrome and its kin.
    Chromium,
    /// Microsoft's.
    Edge,
    /// Mozilla's.
    Firefox,
    /// Safari and its kin.
    WebKit,
}

impl Results {
    pub(super) fn check(&self) -> Result<(), LinkError> {
        let processors = self.environment.map_or(1, |environment| environment.reported_processors);
        let is_ordered = |entry: &Entry| entry.speedup_low <= entry.speedup_high;
        let allowed = [
            ("reportedProcessors", (1..=MAX_PROCESSORS).contains(&processors)),
            ("rounds", (1..=MAX_ROUNDS).contains(&self.rounds)),
            ("entries", self.entries.len() <= MAX_ENTRIES),
            ("entries.workers", self.entries.iter().all(|entry| (1..=MAX_WORKERS).contains(&entry.workers))),
            ("entries.speedupHigh", self.entries.iter().all(is_ordered)),
        ];
        allowed.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(field, _)| Err(LinkError::Field(field)))
    }
}

impl BrowserFamily {
    /// Every family, in the order of their numbers in links: only ever appended to.
    pub const ALL: [Self; 5] = [Self::Other, Self::Chromium, Self::Edge, Self::Firefox, Self::WebKit];

    /// The family, from a browser's own description of itself: good enough for a label, and used for nothing else.
    pub fn of(user_agent: &str) -> Self {
        let marks = [
            ("Firefox/", Self::Firefox),
            ("Edg/", Self::Edge),
            ("Chrome/", Self::Chromium),
            ("AppleWebKit/", Self::WebKit),
        ];
        marks.into_iter().find(|(mark, _)| user_agent.contains(mark)).map_or(Self::Other, |(_, family)| family)
    }

    /// The family of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Other => "another browser",
            Self::Chromium => "Chromium",
            Self::Edge => "Edge",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }
}
