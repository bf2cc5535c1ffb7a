//! Version 1 of the link format. Its links must always open, so nothing in this file may change, except that new workloads and
//! families may be appended to their lists.
//!
//! The fields are `workload steps strategy workers seed has_results`, and then
//! `build has_environment [browser processors] rounds entries`. Each entry is
//! `2 strategy + has_stack, workers, median, speedup, low, high [inflation dispatch gaps imbalance join stack_speedup]`.

use super::quantity::{from_thousandths, quantise, read as figure, thousandths};
use super::reader::{Reader, write as put};
use super::{BrowserFamily, BuildName, Entry, Link, LinkEnvironment, LinkError, MAX_ENTRIES, Results};
use crate::kernel::WorkloadId;
use crate::measure::LossStack;
use crate::report::Strategy;
use crate::report::{MAX_ROUNDS, MAX_WORKERS};

pub(super) const VERSION: u8 = 1;

/// The workloads by their numbers in links. New ones may only be appended.
const WORKLOADS: [WorkloadId; 5] =
    [WorkloadId::DoMath, WorkloadId::DoMathSimd, WorkloadId::Mandelbrot, WorkloadId::Primes, WorkloadId::Dot];
/// The strategies by their numbers in links.
const STRATEGIES: [Strategy; 4] = [Strategy::Serial, Strategy::Interleaved, Strategy::Isolated, Strategy::Shared];

/// Appends the fields of a link.
pub(super) fn write(link: &Link, bytes: &mut Vec<u8>) -> Result<(), LinkError> {
    link.check()?;
    put(number_of(link.workload, &WORKLOADS, "workload")?, bytes);
    put(link.steps, bytes);
    put(number_of(link.strategy, &STRATEGIES, "strategy")?, bytes);
    put(link.workers.into(), bytes);
    put(link.seed.into(), bytes);
    put(link.results.is_some().into(), bytes);
    link.results.as_ref().map_or(Ok(()), |results| write_results(results, bytes))
}

fn write_results(results: &Results, bytes: &mut Vec<u8>) -> Result<(), LinkError> {
    let build = results.build.as_str();
    put(build.len() as u64, bytes);
    bytes.extend_from_slice(build.as_bytes());
    put(results.environment.is_some().into(), bytes);
    if let Some(environment) = results.environment {
        put(number_of(environment.browser, &BrowserFamily::ALL, "browser")?, bytes);
        put(environment.reported_processors.into(), bytes);
    }
    put(results.rounds.into(), bytes);
    put(results.entries.len() as u64, bytes);
    results.entries.iter().try_for_each(|entry| write_entry(entry, bytes))
}

fn write_entry(entry: &Entry, bytes: &mut Vec<u8>) -> Result<(), LinkError> {
    let strategy = number_of(entry.strategy, &STRATEGIES, "entries.strategy")?;
    put(2 * strategy + u64::from(entry.stack.is_some()), bytes);
    put(entry.workers.into(), bytes);
    put(quantise(entry.median_ms, "entries.medianMs")?, bytes);
    put(quantise(entry.speedup, "entries.speedup")?, bytes);
    put(quantise(entry.speedup_low, "entries.speedupLow")?, bytes);
    put(quantise(entry.speedup_high, "entries.speedupHigh")?, bytes);
    let Some(stack) = entry.stack else { return Ok(()) };
    let LossStack { speedup, inflation, dispatch, gaps, imbalance, join } = stack;
    let parts = [inflation, dispatch, gaps, imbalance, join, speedup];
    parts.into_iter().try_for_each(|part| {
        put(thousandths(part, "entries.stack")?, bytes);
        Ok(())
    })
}

/// Reads the fields of a link, and checks them.
pub(super) fn read(bytes: &[u8]) -> Result<Link, LinkError> {
    let mut reader = Reader(bytes);
    let link = Link {
        workload: one_of(&WORKLOADS, &mut reader, "workload")?,
        steps: reader.number("steps")?,
        strategy: one_of(&STRATEGIES, &mut reader, "strategy")?,
        workers: reader.up_to(MAX_WORKERS, "workers")?,
        seed: reader.up_to(u32::MAX, "seed")?,
        results: match reader.up_to(1, "results")? {
            0 => None,
            _ => Some(read_results(&mut reader)?),
        },
    };
    reader.end()?;
    link.check()?;
    Ok(link)
}

fn read_results(reader: &mut Reader<'_>) -> Result<Results, LinkError> {
    let build = BuildName::new(reader.bytes(BuildName::MAX_LENGTH as u32, "build")?)?;
    let environment = match reader.up_to(1, "environment")? {
        0 => None,
        _ => Some(LinkEnvironment {
            browser: one_of(&BrowserFamily::ALL, reader, "browser")?,
            reported_processors: reader.up_to(u32::MAX, "reportedProcessors")?,
        }),
    };
    let rounds = reader.up_to(MAX_ROUNDS, "rounds")?;
    let count = reader.up_to(MAX_ENTRIES as u32, "entries")?;
    let entries = (0..count).map(|_| read_entry(reader)).collect::<Result<_, _>>()?;
    Ok(Results { build, environment, rounds, entries })
}

fn read_entry(reader: &mut Reader<'_>) -> Result<Entry, LinkError> {
    let kind = reader.up_to(u32::MAX, "entries.strategy")?;
    let strategy = STRATEGIES.get(kind as usize / 2).copied().ok_or(LinkError::Field("entries.strategy"))?;
    let workers = reader.up_to(MAX_WORKERS, "entries.workers")?;
    let mut next = |field| figure(reader.number(field)?, field);
    Ok(Entry {
        strategy,
        workers,
        median_ms: next("entries.medianMs")?,
        speedup: next("entries.speedup")?,
        speedup_low: next("entries.speedupLow")?,
        speedup_high: next("entries.speedupHigh")?,
        stack: if kind % 2 == 1 { Some(read_stack(reader)?) } else { None },
    })
}

fn read_stack(reader: &mut Reader<'_>) -> Result<LossStack, LinkError> {
    let mut parts = [0.0; 6];
    for part in &mut parts {
        *part = from_thousandths(reader.number("entries.stack")?, "entries.stack")?;
    }
    let [inflation, dispatch, gaps, imbalance, join, speedup] = parts;
    Ok(LossStack { speedup, inflation, dispatch, gaps, imbalance, join })
}

fn number_of<T: PartialEq>(value: T, known: &[T], field: &'static str) -> Result<u64, LinkError> {
    known.iter().position(|one| *one == value).map(|index| index as u64).ok_or(LinkError::Field(field))
}

fn one_of<T: Copy>(known: &[T], reader: &mut Reader<'_>, field: &'static str) -> Result<T, LinkError> {
    known.get(reader.up_to(u32::MAX, field)? as usize).copied().ok_or(LinkError::Field(field))
}
