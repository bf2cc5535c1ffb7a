//! What all experiments of a page share: what the browser is like, and that they take turns.

use std::cell::OnceCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::lock::Mutex;

use super::{Cancel, LabError};
use crate::pool::{self, Environment};

thread_local! {
    static ENVIRONMENT: OnceCell<Environment> = const { OnceCell::new() };
    /// Held by the experiment that is under way: two at once would measure each other.
    static TURN: Rc<Mutex<()>> = Rc::new(Mutex::new(()));
}

/// What this browser lets a page do. Looked at once, then remembered, but for the reason why memory cannot be shared.
pub(crate) fn environment() -> Environment {
    ENVIRONMENT.with(|environment| environment.get_or_init(pool::detect).clone().refreshed())
}

/// Gets ready for the first experiment: looks at the browser while nothing is being timed.
pub(crate) async fn prepare() {
    pool::next_frame().await;
    environment();
}

/// A seed that nobody chose.
pub(crate) fn drawn_seed() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

/// Waits for its turn, does `work`, and drops it at the reader's request, which ends its workers.
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

/// The same for work of any kind: one copy of it in the program instead of one for each report.
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
