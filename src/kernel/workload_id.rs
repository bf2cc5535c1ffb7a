//! The workloads by name.

use serde::{Deserialize, Serialize};

use super::{DoMath, DoMathSimd, Workload};

/// Which workload: what links, reports and messages carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkloadId {
    /// The lecture's loop of square roots.
    DoMath,
    /// The same loop, two steps at a time in 128-bit vectors.
    DoMathSimd,
}

impl WorkloadId {
    /// Every workload, the lecture's first.
    pub const ALL: [Self; 2] = [Self::DoMath, Self::DoMathSimd];

    /// The name the page, links and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::DoMath => "do_math",
            Self::DoMathSimd => "do_math_simd",
        }
    }

    /// The workload of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id| id.name() == name)
    }

    /// What computes it.
    pub fn workload(self) -> &'static dyn Workload {
        match self {
            Self::DoMath => &DoMath,
            Self::DoMathSimd => &DoMathSimd,
        }
    }
}
