//! The format of share links: an experiment, and optionally its results, as a fragment of the page's address. The module uses no
//! browser.
//!
//! A link is `link=` and the base64url of a version byte, a CRC-32, and the fields of `version_1.rs`, with every number as a
//! postcard varint. Figures keep four significant digits. Links of every version that was ever shipped can always be opened: a
//! new version gets its own file, and fixtures in `tests/fixtures/links/`. Opening a link does not start a run.

mod base64url;
mod build;
mod comparable;
mod error;
mod mended;
mod quantity;
mod reader;
mod results;
mod version_1;

pub use build::BuildName;
pub use comparable::{Pair, Why, comparable};
pub use error::LinkError;
pub use results::{BrowserFamily, Entry, LinkEnvironment, Results};

use crate::fields;
use crate::kernel::WorkloadId;
use crate::report::{MAX_WORKERS, Strategy};
use mended::{MOST_ALTERED, attempts, link_text};
use reader::crc32;

/// The largest number of characters in a link, `link=` included.
pub const MAX_LINK_LENGTH: usize = 2_000;
/// The largest number of results in a link. A sweep of 16 sizes has 17.
pub const MAX_ENTRIES: usize = 32;

/// The beginning of a fragment that is a link. Other fragments are places on the page.
const PREFIX: &str = "link=";
/// The number of bytes of the version and the checksum.
const HEAD: usize = 5;

/// The content of a link: the experiment, and what somebody measured with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The workload.
    pub workload: WorkloadId,
    /// Size of the range.
    pub steps: u64,
    /// How it is run.
    pub strategy: Strategy,
    /// Pool size.
    pub workers: u32,
    /// Seed of the order within rounds.
    pub seed: u32,
    /// The results, if the sender included them.
    pub results: Option<Results>,
}

fields!(Link { workload, steps, strategy, workers, seed, results });

impl Link {
    /// Writes the fragment, without `#`.
    ///
    /// # Errors
    /// [`LinkError::Field`]: a field is out of its range, such as a median that is not a number.
    /// [`LinkError::TooLong`]: the fragment would have more than [`MAX_LINK_LENGTH`] characters.
    pub fn fragment(&self) -> Result<String, LinkError> {
        let mut bytes = vec![version_1::VERSION, 0, 0, 0, 0];
        version_1::write(self, &mut bytes)?;
        let checksum = crc32(bytes.get(HEAD..).unwrap_or_default()).to_le_bytes();
        bytes.splice(1..HEAD, checksum);
        let fragment = format!("{PREFIX}{}", base64url::encode(&bytes));
        if fragment.len() > MAX_LINK_LENGTH { Err(LinkError::TooLong) } else { Ok(fragment) }
    }

    /// Reads a fragment, with or without `#`; `None` if it is not a link but a place on the page. What happens to links on their way,
    /// such as a full stop behind them, is undone: the checksum proves that the rest is whole.
    ///
    /// # Errors
    /// [`LinkError`]: the link is wrong; the error says why, and in which field.
    pub fn of_fragment(fragment: &str) -> Result<Option<Self>, LinkError> {
        if fragment.len() > MOST_ALTERED {
            return if fragment.contains(PREFIX) { Err(LinkError::Damaged) } else { Ok(None) };
        }
        let Some(text) = link_text(fragment) else { return Ok(None) };
        for attempt in attempts(&text) {
            let Some((version, body)) = whole(&attempt) else { continue };
            match (version, version_1::read(&body)) {
                (version_1::VERSION, link) => return link.map(Some),
                // What follows the version is a link of version 1, so the version itself was changed.
                (_, Ok(_)) => {}
                (version, Err(_)) => return Err(LinkError::UnknownVersion(version)),
            }
        }
        Err(LinkError::Damaged)
    }

    /// Checks that the fields are in the ranges that the page allows. The error names the first field that is not.
    fn check(&self) -> Result<(), LinkError> {
        let allowed = [
            ("steps", (1..=self.workload.max_steps()).contains(&self.steps)),
            ("workers", (1..=MAX_WORKERS).contains(&self.workers)),
        ];
        allowed.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(field, _)| Err(LinkError::Field(field)))?;
        self.results.as_ref().map_or(Ok(()), Results::check)
    }
}

/// Returns the version and the fields of a link, if its checksum is right.
fn whole(text: &str) -> Option<(u8, Vec<u8>)> {
    if PREFIX.len() + text.len() > MAX_LINK_LENGTH {
        return None;
    }
    let bytes = base64url::decode(text)?;
    let (&version, rest) = bytes.split_first()?;
    let (checksum, body) = rest.split_first_chunk::<4>()?;
    (crc32(body) == u32::from_le_bytes(*checksum)).then(|| (version, body.to_vec()))
}
