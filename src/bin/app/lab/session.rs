//! What all experiments of a page share: the environment, and the lock that runs one at a time.

use std::cell::OnceCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::lock::Mutex;

use super::{Cancel, LabError};
use crate::pool::{self, Environment};

thread_local! {
    static ENVIRONMENT: OnceCell<Environment> = const { OnceCell::new() };
    /// The lock held by the running experiment. Two at once would disturb each other's measurements.
    static TURN: Rc<Mutex<()>> = Rc::new(Mutex::new(()));
}

/// Returns what this browser lets a page do. It is detected once and then stored, except the reason why memory cannot be
/// shared.
pub(crate) fn environment() -> Environment {
    ENVIRONMENT.with(|environment| environment.get_or_init(pool::detect).clone().refreshed())
}

/// Prepares the first experiment: detects the environment while nothing is timed.
pub(crate) async fn prepare() {
    pool::next_frame().await;
    environment();
}

/// Returns a random seed.
pub(crate) fn drawn_seed() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

/// Waits for the lock, then for `work`. If `cancel` is requested, it drops the work, which ends its workers.
pub(super) async fn take_turn<T>(
    cancel: &Cancel,
    work: impl Future<Output = Result<T, LabError>>,
) -> Result<T, LabError> {
    let mut report = None;
    let work = async {
        report = Some(work.await?);
        Ok(())
    };
    in_turn(cancel, Box::pin(work)).await?;
    report.ok_or(LabError::Cancelled)
}

/// Does the same for any kind of work, so that the program has one copy of it instead of one per report.
async fn in_turn(
    cancel: &Cancel,
    work: Pin<Box<dyn Future<Output = Result<(), LabError>> + '_>>,
) -> Result<(), LabError> {
    let turn = TURN.with(Rc::clone);
    let in_turn = async {
        let _held = turn.lock().await;
        work.await
    };
    cancel.or_cancelled(in_turn).await?
}
