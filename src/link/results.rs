//! The results that a link carries.

use super::{BuildName, LinkError, MAX_ENTRIES};
use crate::measure::LossStack;
use crate::report::{MAX_ROUNDS, MAX_WORKERS, Strategy};
use crate::{fields, names};

/// The largest number of processors that a link may have.
const MAX_PROCESSORS: u32 = 65_536;

/// The results of one comparison or sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// The build that measured them.
    pub build: BuildName,
    /// The browser and its machine; `None` if the sender left them out.
    pub environment: Option<LinkEnvironment>,
    /// Rounds completed: the number of samples behind every figure.
    pub rounds: u32,
    /// One entry per strategy and pool size.
    pub entries: Vec<Entry>,
}

/// The results of a strategy at one pool size.
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

/// The browser, and what it reports about its machine. A link carries no other data about the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkEnvironment {
    /// The browser's family.
    pub browser: BrowserFamily,
    /// Processors as reported by the browser.
    pub reported_processors: u32,
}

/// The family of a browser: its engine, except that Edge is separate from Chromium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserFamily {
    /// Any other browser.
    Other,
    /// Chrome and other browsers based on Chromium.
    Chromium,
    /// Microsoft Edge.
    Edge,
    /// Mozilla Firefox.
    Firefox,
    /// Safari and other browsers based on WebKit.
    WebKit,
}

fields!(Results { build, environment, rounds, entries });
fields!(Entry in "entries" { strategy, workers, median_ms, speedup, speedup_low, speedup_high, stack });
fields!(LinkEnvironment { browser, reported_processors });

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

// In the order of their numbers in links. New ones may only be appended.
names!(BrowserFamily {
    Other = "another browser",
    Chromium = "Chromium",
    Edge = "Edge",
    Firefox = "Firefox",
    WebKit = "WebKit",
});

impl BrowserFamily {
    /// Guesses the family from the user agent string. That is reliable enough for a label, and it is used for nothing else.
    pub fn of(user_agent: &str) -> Self {
        let marks = [
            ("Firefox", Self::Firefox),
            ("Edg", Self::Edge),
            ("Chrome", Self::Chromium),
            ("AppleWebKit", Self::WebKit),
        ];
        // The standard library's search in texts would be 2 kB of the page's program. The name may be longer: "HeadlessChrome/156.0".
        let names = user_agent.split(' ').filter_map(|part| Some(part.split_once('/')?.0));
        let is_there = |mark: &str| names.clone().any(|name| name.ends_with(mark));
        marks.into_iter().find(|(mark, _)| is_there(mark)).map_or(Self::Other, |(_, family)| family)
    }
}

#[cfg(test)]
mod tests {
    use super::BrowserFamily;

    #[test]
    fn a_user_agent_has_a_family() {
        for (user_agent, family) in [
            (
                "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36",
                BrowserFamily::Chromium,
            ),
            (
                "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0 Safari/537.36",
                BrowserFamily::Chromium,
            ),
            (
                "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0",
                BrowserFamily::Edge,
            ),
            ("Mozilla/5.0 (X11; rv:153.0) Gecko/20100101 Firefox/153.0", BrowserFamily::Firefox),
            (
                "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                BrowserFamily::WebKit,
            ),
            ("", BrowserFamily::Other),
        ] {
            assert_eq!(BrowserFamily::of(user_agent), family, "{user_agent}");
        }
    }
}
