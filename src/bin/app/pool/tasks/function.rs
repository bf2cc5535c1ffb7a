//! The function that a task runs, and the message that carries a chunk of tasks.

use std::ops::Range;

use js_sys::{Array, JsString, TypeError};
use wasm_bindgen::JsValue;

use super::super::protocol::Request;
use super::super::thrown::{printed, short_array};
use every_core::kernel::WorkloadId;

/// The function that a task runs.
#[derive(Clone, Debug)]
pub(crate) enum Function {
    /// A workload. A task of it is a range.
    Workload(WorkloadId),
    /// The source of a JavaScript function. In its worker it can use its arguments and nothing else of the page.
    Script(JsString),
}

/// The steps `tile` of a workload whose whole range is `0..steps`.
#[derive(Clone, Debug)]
pub(crate) struct TaskRange {
    steps: u64,
    tile: Range<u64>,
}

impl TaskRange {
    /// Reads `[start, end]`, or `[start, end, steps]`. The whole range matters because every result of `mandelbrot` and `dot`
    /// depends on it.
    ///
    /// # Errors
    /// A `TypeError` that states what was given and what is allowed.
    pub(crate) fn read(item: &JsValue, workload: WorkloadId) -> Result<Self, JsValue> {
        let most = workload.max_steps();
        let parts = short_array(item, 3)?.unwrap_or_default();
        let bound = |index: usize| {
            let number = parts.get(index)?.as_f64()?;
            // `most` is at most 10^12, which f64 holds exactly.
            (number.fract() == 0.0 && (0.0..=most as f64).contains(&number)).then_some(number as u64)
        };
        let range = || {
            let (start, end) = (bound(0)?, bound(1)?);
            let steps = if parts.len() == 3 { bound(2)? } else { end };
            (start <= end && end <= steps).then_some(Self { steps, tile: start..end })
        };
        range().ok_or_else(|| {
            let given: String = printed(item).chars().take(80).collect();
            let name = workload.name();
            TypeError::new(&format!(
                "args: [{given}] is not allowed; the arguments of {name} must be [start, end] or [start, end, steps], \
                 whole numbers with 0 <= start <= end <= steps <= {most}"
            ))
            .into()
        })
    }

    /// Computes the range in this call, and returns its checksum.
    pub(crate) fn compute(&self, workload: WorkloadId) -> u64 {
        let whole = 0..self.steps;
        let workload = workload.workload();
        let input = workload.input(&whole);
        let part = input.get(self.tile.start as usize..self.tile.end as usize).unwrap_or(&[]);
        workload.run(&whole, self.tile.clone(), part)
    }
}

impl Function {
    /// Checks that a task of this function accepts this item.
    ///
    /// # Errors
    /// The error of [`TaskRange::read`].
    pub(crate) fn check(&self, item: &JsValue) -> Result<(), JsValue> {
        match self {
            Self::Workload(workload) => TaskRange::read(item, *workload).map(drop),
            Self::Script(_) => Ok(()),
        }
    }
}

/// How the tasks of one piece of work are called.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    pub(super) function: Function,
    /// Whether each item is a list of arguments, not a single argument.
    pub(super) is_spread: bool,
    /// Whether a chunk continues after a task that fails.
    pub(super) keeps_going: bool,
}

impl Manner {
    /// Returns the message for a chunk, and the value to attach to it.
    pub(super) fn request(&self, seat: u32, items: &Array) -> (Request, JsValue) {
        match &self.function {
            Function::Workload(workload) => (Request::Work { seat, workload: *workload }, items.into()),
            Function::Script(source) => {
                let call = Array::of4(source, items, &self.is_spread.into(), &self.keeps_going.into());
                (Request::Call { seat }, call.into())
            }
        }
    }
}
