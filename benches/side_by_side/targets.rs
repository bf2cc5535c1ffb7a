//! The project's targets, compared with the measurements.

use crate::section::Section;
use crate::series::{Series, find, short, with_interval};
use crate::{ended_pools, kernel, load, memory, overheads, pool_tasks, scaling};
use every_core::measure::{Interval, median_interval};

/// A target and its result.
pub(crate) struct Target {
    pub asked: &'static str,
    pub measured: String,
    /// `None` if it was not measured.
    pub is_kept: Option<bool>,
}

/// Judges every target whose section was measured.
pub(crate) fn judge(sections: &[Section]) -> Vec<Target> {
    let part =
        |name: &str| sections.iter().find(|section| section.name == name).map(|section| section.series.as_slice());
    let mut targets = Vec::new();
    if let Some(series) = part("kernel") {
        let of_native = |case| {
            let ratios = find(series, kernel::NATIVE, case)?.over(find(series, kernel::OURS, case)?);
            Some(median_interval(&ratios))
        };
        targets.push(at_least(
            "scalar wasm at least 0.95 times as fast as scalar native, Chromium",
            0.95,
            of_native(kernel::SCALAR),
        ));
        targets.push(at_least(
            "simd128 at least 0.95 times as fast as vector native, Chromium",
            0.95,
            of_native(kernel::VECTOR),
        ));
    }
    if let Some(series) = part("scaling") {
        for (asked, who) in [
            ("speed-up on 2 workers at least 0.98 times native rayon's", "Every Core, shared"),
            ("for comparison: the same for bare wasm-bindgen-rayon", "bare wasm-bindgen-rayon"),
        ] {
            let of_rayon = scaling::of_rayon(series, who, scaling::JUDGED);
            targets.push(at_least(asked, 0.98, of_rayon));
        }
    }
    if let Some(series) = part("overheads") {
        for (asked, workers) in [
            ("spawn at most 1.1 times bare wasm-bindgen-rayon's, p = 2", 2),
            ("spawn at most 1.1 times bare wasm-bindgen-rayon's, p = 8", 8),
        ] {
            let ratio = overheads::spawn_ratio(series, overheads::SHARED, overheads::BARE, workers);
            targets.push(at_most(asked, 1.1, ratio, ""));
        }
        for (asked, who) in [
            ("from submission to the first tile at most 0.5 ms, warm shared pool", overheads::SHARED),
            ("from submission to the first tile at most 0.5 ms, warm isolated pool", overheads::ISOLATED),
        ] {
            let first = find(series, who, overheads::FIRST_TILE).map(|series| series.interval());
            targets.push(at_most(asked, 0.5, first, " ms"));
        }
        targets.push(empty_tasks(series));
        let cost = overheads::recording_cost(series, 1_000);
        targets.push(at_most("recording 1 000 tiles costs at most 1 %", 1.01, cost, ""));
        targets.extend(memories(series));
    }
    if let Some(series) = part("load") {
        let click = find(series, "as it is", load::CLICK).map(|series| series.interval());
        targets.push(at_most("first verified speed-up within 3 s of a cold click", 3_000.0, click, " ms"));
        let bytes = find(series, "Every Core", load::TOTAL_BROTLI).map(Series::median);
        targets.push(Target {
            asked: "a first load of at most 135 000 bytes in Brotli",
            measured: bytes.map_or_else(missing, |bytes| format!("{} bytes", short(bytes))),
            is_kept: bytes.map(|bytes| bytes <= 135_000.0),
        });
    }
    targets
}

fn missing() -> String {
    "not measured".to_owned()
}

fn at_least(asked: &'static str, bound: f64, found: Option<Interval>) -> Target {
    Target {
        asked,
        measured: found.map_or_else(missing, with_interval),
        is_kept: found.map(|found| found.value >= bound),
    }
}

fn at_most(asked: &'static str, bound: f64, found: Option<Interval>, unit: &str) -> Target {
    Target {
        asked,
        measured: found.map_or_else(missing, |found| with_interval(found) + unit),
        is_kept: found.map(|found| found.value <= bound),
    }
}

/// Compares `map` with the fastest pool in JavaScript.
fn empty_tasks(series: &[Series]) -> Target {
    let asked = "with `map`, at least 3 times as many empty tasks per second as the fastest JavaScript pool";
    let peers = pool_tasks::JS_PEERS.into_iter().filter_map(|who| find(series, who, pool_tasks::APPLIED));
    let fastest = peers.max_by(|a, b| a.median().total_cmp(&b.median()));
    let ratio = find(series, pool_tasks::OURS, pool_tasks::MAPPED).zip(fastest);
    at_least(asked, 3.0, ratio.map(|(ours, fastest)| median_interval(&ours.over(fastest))))
}

fn memories(series: &[Series]) -> Vec<Target> {
    let bounds = [
        ("wasm memories of a shared pool of 8 under 64 MiB in total", overheads::SHARED),
        ("wasm memories of an isolated pool of 8 under 64 MiB in total", overheads::ISOLATED),
    ];
    let mut targets: Vec<_> = bounds
        .into_iter()
        .map(|(asked, who)| {
            let held = find(series, who, memory::WASM_MEMORY).map(Series::median);
            Target {
                asked,
                measured: held.map_or_else(missing, |held| format!("{} MiB", short(held))),
                is_kept: held.map(|held| held < 64.0),
            }
        })
        .collect();
    for (asked, who, what) in [
        (
            "wasm memories of a shared pool of 8 constant over 200 pools: at most 10 % more after the last pool than after the 25th",
            ended_pools::SHARED,
            ended_pools::POOL_WASM,
        ),
        ("the same for isolated pools", ended_pools::ISOLATED, ended_pools::POOL_WASM),
        ("the same for the page's own wasm memory, shared pools", ended_pools::SHARED, ended_pools::PAGE_WASM),
        ("the same for the renderer process, shared pools", ended_pools::SHARED, ended_pools::RENDERER),
        ("the same for the renderer process, isolated pools", ended_pools::ISOLATED, ended_pools::RENDERER),
        (
            "for comparison: the same for the renderer with bare wasm-bindgen-rayon",
            ended_pools::BARE,
            ended_pools::RENDERER,
        ),
    ] {
        targets.push(flat(asked, &ended_pools::after_pools(series, who, what)));
    }
    targets
}

fn flat(asked: &'static str, after: &[(u32, f64)]) -> Target {
    let ends = after.first().zip(after.last());
    Target {
        asked,
        measured: ends.map_or_else(missing, |((first, from), (last, to))| {
            format!("{} MiB after {first} pools, {} after {last}", short(*from), short(*to))
        }),
        is_kept: ends.map(|((_, from), (_, to))| *to <= from * 1.1),
    }
}
