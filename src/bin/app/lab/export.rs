//! Reports as files: a table of raw values, and a trace for timeline viewers. Pure.
//!
//! The third form, JSON, is the report itself.

mod csv;
mod trace;

pub(crate) use csv::{Csv, CsvRow};
pub(crate) use trace::{Trace, TraceRun, TraceSpan, TraceTile};
