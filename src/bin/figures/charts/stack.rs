//! The loss stack: the lanes of a run, a bar as long as the run has lanes, into which they are sorted, and the losses enlarged below.

use std::fmt::Write;

use super::Sorting;
use super::curve::whole_ticks;
use super::lanes::worker_color;
use every_core::measure::{LossStack, rounded_parts};

/// The most workers up to which the blocks of the useful part are separated by lines.
const MOST_SEPARATED: u32 = 32;
/// The cores below which a loss prints as 0.00 and is not enlarged.
const NOTHING_LOST: f64 = 0.005;
/// The least width for a part's number in its label, in percent.
const ROOM_FOR_NUMBER: f64 = 6.0;
/// The least width for each letter of a part's name, in percent. A number never stands without its name.
const ROOM_FOR_LETTER: f64 = 1.25;

/// One part of the bar. The useful part is the first, and the order is the same for every run.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    /// The id of its pattern. Empty for the useful part.
    pub(crate) pattern: &'static str,
    pub(crate) cores: f64,
    /// The cores rounded to two places, so that the printed parts add up.
    pub(crate) printed: f64,
}

/// Returns the parts of a run's stack. The last one, slower work, is negative if the tiles ran faster than serially. If it is not known,
/// it is left out, and the first part is all computing.
pub(crate) fn parts(stack: &LossStack, is_slower_known: bool) -> Vec<Part> {
    let slower = if stack.inflation < 0.0 { "faster work" } else { "slower work" };
    let mut named = vec![
        ("speed-up", "", stack.speedup),
        ("dispatch", "ph-dispatch", stack.dispatch),
        ("gaps", "ph-gap", stack.gaps),
        ("tail", "ph-tail", stack.imbalance),
        ("join", "ph-join", stack.join),
    ];
    if is_slower_known {
        named.push((slower, "ph-slower", stack.inflation));
    } else {
        named[0] = ("computing", "", stack.speedup + stack.inflation);
    }
    let rounded = rounded_parts(&named.iter().map(|(_, _, cores)| *cores).collect::<Vec<_>>(), 2);
    let parts = named.into_iter().zip(rounded);
    parts.map(|((name, pattern, cores), printed)| Part { name, pattern, cores, printed }).collect()
}

/// Returns by how much faster work makes the bar longer than the pool, in cores as printed. It is 0 unless slower work is negative.
pub(crate) fn won(parts: &[Part]) -> f64 {
    parts.iter().map(|part| (-part.printed).max(0.0)).fold(0.0, f64::max)
}

/// Returns where each part is drawn, in cores from the left end. A negative part has no width, so the rest ends beyond the
/// pool.
fn spans(parts: &[Part]) -> Vec<(f64, f64)> {
    let ends = parts.iter().scan(0.0, |end, part| {
        let begin = *end;
        *end += part.cores.max(0.0);
        Some((begin, *end))
    });
    ends.collect()
}

/// Appends formatted text. Writing to a `String` does not fail.
macro_rules! push {
    ($svg:expr, $($arg:tt)*) => { let _ = write!($svg, $($arg)*); };
}

/// Draws a rectangle. The left end is in percent, the width in `unit`, which is empty for px.
fn rect(svg: &mut String, (x, width, unit): (f64, f64, &str), (y, height): (u32, u32), fill: &str) {
    push!(svg, r#"<rect x="{x:.3}%" y="{y}" width="{:.3}{unit}" height="{height}" fill="{fill}"/>"#, width.max(0.0));
}

/// Draws a rectangle with a loss's pattern, from `begin` to `end` percent.
fn patterned(svg: &mut String, (begin, end): (f64, f64), rows: (u32, u32), pattern: &str) {
    let width = (begin, end - begin, "%");
    if pattern == "ph-slower" {
        // This pattern is a hatch over a fill.
        rect(svg, width, rows, "var(--ph-slower)");
    }
    rect(svg, width, rows, &format!("url(#{pattern})"));
}

/// Draws the useful part in the workers' colours, then the losses in their patterns.
fn bar(svg: &mut String, parts: &[Part], workers: u32, rows: (u32, u32)) {
    let spans = spans(parts);
    let percent = 100.0 / end_of(&spans);
    let block = spans[0].1 * percent / f64::from(workers);
    for worker in 0..workers {
        let x = f64::from(worker) * block;
        rect(svg, (x, block, "%"), rows, &worker_color(worker as usize, workers as usize));
        if worker > 0 && workers <= MOST_SEPARATED {
            rect(svg, (x, 1.0, ""), rows, "var(--paper)");
        }
    }
    for (part, (begin, end)) in parts.iter().zip(spans).skip(1) {
        patterned(svg, (begin * percent, end * percent), rows, part.pattern);
    }
}

/// Draws a small sample of a part's pattern, shown beside its amount.
pub(crate) fn swatch(part: &Part) -> String {
    let mut svg = r#"<svg width="48" height="8" aria-hidden="true">"#.to_owned();
    if part.pattern.is_empty() {
        for quarter in 0..4 {
            rect(&mut svg, (f64::from(quarter) * 25.0, 25.0, "%"), (0, 8), &worker_color(quarter as usize, 4));
        }
    } else {
        patterned(&mut svg, (0.0, 100.0), (0, 8), part.pattern);
    }
    svg + "</svg>"
}

/// Draws a low bar without labels, for places where the text names the parts.
pub(crate) fn small_stack(stack: &LossStack, workers: u32) -> String {
    let mut svg = r#"<svg width="100%" height="20" aria-hidden="true">"#.to_owned();
    bar(&mut svg, &parts(stack, true), workers, (0, 20));
    svg + "</svg>"
}

/// Returns the end of the last part, in cores.
fn end_of(spans: &[(f64, f64)]) -> f64 {
    spans.last().map_or(0.0, |span| span.1).max(f64::MIN_POSITIVE)
}

/// A run at a moment of its replay, for [`stack`].
pub(crate) struct Sorted<'a> {
    pub(crate) sorting: &'a Sorting,
    /// The moment, in milliseconds.
    pub(crate) at_ms: f64,
    /// The parts of the whole run, which give each part its place.
    pub(crate) whole: &'a [Part],
    /// The parts until the moment.
    pub(crate) so_far: &'a [Part],
    /// The number of lanes.
    pub(crate) lanes: u32,
    /// What a lane stands for, in the plural: `cores`.
    pub(crate) unit: &'static str,
    pub(crate) sentence: &'a str,
}

/// The distance from the top of the figure to the lanes, and from the lanes to what is below them, in px.
const ABOVE_LANES_PX: f64 = 22.0;
const BELOW_LANES_PX: f64 = 20.0;
/// The bar, from the top of what is below the lanes, in px.
const BAR: (u32, u32) = (30, 44);

/// Draws the figure: the lanes, the bar over an axis of cores and, below, the losses enlarged to the bar's width.
pub(crate) fn stack(sorted: &Sorted<'_>) -> String {
    let spans = spans(sorted.whole);
    let (useful, end) = (spans[0].1, end_of(&spans));
    let lost = end - useful;
    let percent = 100.0 / end;
    let below_px = ABOVE_LANES_PX + sorted.sorting.lanes_px() + BELOW_LANES_PX;
    let height_px = below_px + if lost >= NOTHING_LOST { 278.0 } else { 104.0 };
    let class = if lost >= NOTHING_LOST { "stack" } else { "" };
    let mut svg = format!(
        r#"<svg width="100%" height="{height_px:.0}" class="{class}" role="img" aria-labelledby="stack-title stack-text"><title id="stack-title">The lanes of the run, sorted</title><desc id="stack-text">{}</desc><text y="12" class="t-lab">the lanes of Fig. 2</text>"#,
        sorted.sentence
    );
    push!(svg, r#"<svg y="{below_px:.0}" width="100%" height="278" overflow="visible">"#);
    if lost >= NOTHING_LOST {
        let x = useful * percent;
        rect(&mut svg, (x, 100.0 - x, "%"), (74, 34), "var(--sheet)");
        push!(
            svg,
            r#"<line x1="{x:.3}%" x2="{x:.3}%" y1="74" y2="108" stroke="var(--edge)"/><line x1="100%" x2="100%" y1="74" y2="108" stroke="var(--edge)"/><svg y="108" width="100%" height="68" viewBox="0 0 100 100" preserveAspectRatio="none"><path d="M{x:.2} 0L0 100H100V0Z" fill="var(--sheet)"/><path d="M{x:.2} 0L0 100M100 0V100" fill="none" stroke="var(--edge)" vector-effect="non-scaling-stroke"/></svg>"#
        );
        enlarge(&mut svg, sorted, &spans, end / lost);
    }
    axis(&mut svg, sorted.lanes, end, sorted.unit);
    let parts = sorted.so_far;
    let printed_lost: f64 = parts[1..].iter().map(|part| part.printed.max(0.0)).fold(0.0, |sum, part| sum + part);
    let won = won(parts);
    let won = if won > 0.0 { format!(", {won:.2} won") } else { String::new() };
    let is_slower_known = parts[0].name != "computing";
    let (did, not) = if is_slower_known { ("did useful work", "lost") } else { ("computed", "waited") };
    push!(
        svg,
        r#"<text y="18" class="t-strong">{:.2} {} {did}</text><text x="100%" y="18" text-anchor="end" class="t-pencil">{printed_lost:.2} {not}{won}</text><rect y="{}" width="100%" height="{}" fill="var(--sheet)"/></svg>"#,
        parts[0].printed,
        sorted.unit,
        BAR.0,
        BAR.1
    );
    let bar = (sorted.sorting.lanes_px() + BELOW_LANES_PX + f64::from(BAR.0), f64::from(BAR.1));
    // The lanes are drawn last, because their pieces fly over the rest.
    push!(
        svg,
        r#"<svg y="{ABOVE_LANES_PX}" width="100%" height="{:.0}" overflow="visible">{}"#,
        bar.0 + bar.1,
        sorted.sorting.draw(sorted.at_ms, bar)
    );
    separate(&mut svg, sorted, bar);
    svg + "</svg></svg>"
}

/// Draws lines between the workers' blocks of the bar.
fn separate(svg: &mut String, sorted: &Sorted<'_>, (y, height): (f64, f64)) {
    if sorted.lanes <= MOST_SEPARATED {
        for x in sorted.sorting.begins_of_computing().skip(1) {
            push!(svg, r#"<rect x="{x:.3}%" y="{y:.0}" width="1" height="{height:.0}" fill="var(--paper)"/>"#);
        }
    }
}

/// Draws ticks at whole cores. If the bar is longer than the pool, a line marks the pool's end.
fn axis(svg: &mut String, workers: u32, end: f64, unit: &str) {
    let pool = f64::from(workers);
    for tick in whole_ticks(pool, 10) {
        let x = f64::from(tick) / end * 100.0;
        let (anchor, shift) = match tick {
            0 => ("start", 0),
            tick if tick == workers && x > 96.0 => ("end", -8),
            _ => ("middle", 0),
        };
        rect(svg, (x, 1.0, ""), (78, 6), "var(--edge)");
        let unit = match tick {
            1 if workers == 1 => String::new(),
            tick if tick == workers => format!(r#"<tspan class="wide-only"> {unit}</tspan>"#),
            _ => String::new(),
        };
        push!(
            svg,
            r#"<text x="{x:.3}%" dx="{shift}" y="98" text-anchor="{anchor}" class="t-axis">{tick}{unit}</text>"#
        );
    }
    // A difference of about a pixel is rounding.
    if end > pool * 1.002 {
        let x = pool / end * 100.0;
        push!(
            svg,
            r#"<line x1="{x:.3}%" x2="{x:.3}%" y1="24" y2="84" stroke="var(--pencil)" stroke-width="2" stroke-dasharray="3 2"/>"#
        );
    }
}

/// Draws the losses alone, over the whole width. Each fills its place as its time passes.
fn enlarge(svg: &mut String, sorted: &Sorted<'_>, spans: &[(f64, f64)], factor: f64) {
    let origin = spans[0].1;
    let percent = 100.0 / (end_of(spans) - origin);
    for ((part, so_far), &(begin, end)) in sorted.whole.iter().zip(sorted.so_far).zip(spans).skip(1) {
        let (begin, end) = ((begin - origin) * percent, (end - origin) * percent);
        let filled = if part.cores > 0.0 { (so_far.cores / part.cores).clamp(0.0, 1.0) } else { 0.0 };
        patterned(svg, (begin, begin + (end - begin) * filled), (176, 56), part.pattern);
        let (width, middle) = (end - begin, (begin + end) / 2.0);
        if begin > 0.0 && width > 0.0 {
            rect(svg, (begin, 1.5, ""), (176, 56), "var(--paper)");
        }
        if width >= ROOM_FOR_NUMBER.max(ROOM_FOR_LETTER * part.name.len() as f64) {
            push!(
                svg,
                r#"<g class="wide-only" text-anchor="middle"><text x="{middle:.3}%" y="254" class="t-amount">{:.2}</text><text x="{middle:.3}%" y="273" class="t-lab">{}</text></g>"#,
                so_far.printed,
                part.name
            );
        }
    }
    let digits = if factor < 10.0 { 1 } else { 0 };
    push!(
        svg,
        r#"<text x="100%" dx="-12" y="160" text-anchor="end" class="t-lab"><tspan class="wide-only">the lost part, drawn </tspan>{factor:.digits$} times as wide</text>"#
    );
}

#[cfg(test)]
mod tests {
    use super::super::phases::tests::{run, tile};
    use super::super::{Activity, Timeline};
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn stacks()(workers in 1u32..=256, shares in prop::array::uniform5(0.0..1.0f64), inflation in -0.2..1.0f64)
            -> (u32, LossStack) {
            let sum: f64 = shares.iter().sum::<f64>() + inflation + 1e-9;
            let part = |share: f64| share / sum.abs().max(0.1) * f64::from(workers);
            let [_, dispatch, gaps, imbalance, join] = shares.map(part);
            let inflation = part(inflation);
            let speedup = f64::from(workers) - inflation - dispatch - gaps - imbalance - join;
            (workers, LossStack { speedup, inflation, dispatch, gaps, imbalance, join })
        }
    }

    proptest! {
        #[test]
        fn the_parts_cover_the_bar_and_their_printed_values_add_up((workers, stack) in stacks()) {
            prop_assume!(stack.speedup > 0.0);
            let parts = parts(&stack, true);
            let spans = spans(&parts);
            prop_assert_eq!(spans[0].0, 0.0);
            prop_assert!(spans.windows(2).all(|pair| pair[0].1 == pair[1].0 && pair[0].0 <= pair[0].1));
            let beyond = (-stack.inflation).max(0.0);
            let length = f64::from(workers) + beyond;
            prop_assert!((spans[5].1 - length).abs() < 1e-9 * length, "{} is not {length}", spans[5].1);
            let printed: f64 = parts.iter().map(|part| (part.printed * 100.0).round()).sum();
            prop_assert_eq!(printed, f64::from(workers) * 100.0);
        }
    }

    /// Draws a run of two workers, each with one tile, sorted until a moment. The serial run took this long.
    fn sorted(serial_ms: f64, at_ms: f64) -> String {
        let timeline = Timeline::of(&run(2, vec![tile(0, 1.0, 91.0), tile(1, 1.0, 99.0)], 99.0));
        let busy_ms = 188.0;
        let timeline = timeline.with_slower((1.0 - serial_ms / busy_ms).max(0.0));
        let of = |activity| timeline.total_ms_until(activity, at_ms) / 100.0;
        let computing = of(Activity::Computing) + of(Activity::Slower);
        let at = |share: f64| {
            let useful = serial_ms / busy_ms * computing * share;
            LossStack {
                speedup: useful,
                inflation: computing * share - useful,
                dispatch: of(Activity::Dispatch),
                gaps: 0.0,
                imbalance: of(Activity::Tail),
                join: of(Activity::Join),
            }
        };
        let whole = parts(&at(1.0), true);
        let sorting = Sorting::of(&timeline, (serial_ms / busy_ms).max(1.0));
        stack(&Sorted {
            sorting: &sorting,
            at_ms,
            whole: &whole,
            so_far: &whole,
            lanes: 2,
            unit: "cores",
            sentence: "",
        })
    }

    #[test]
    fn faster_tiles_make_the_bar_longer_than_the_pool_and_are_labelled() {
        let svg = sorted(208.0, 200.0);
        assert!(svg.contains("0.12 lost, 0.20 won"), "{svg}");
        assert!(svg.contains("x1=\"90.909%\""), "the end of the pool is marked: {svg}");
        let slower = sorted(168.0, 200.0);
        assert!(slower.contains("0.32 lost<") && slower.contains("url(#ph-slower)"), "{slower}");
    }

    #[test]
    fn without_losses_nothing_is_enlarged() {
        let timeline = Timeline { elapsed_ms: 4.0, ..Timeline::default() };
        let ideal = LossStack { speedup: 4.0, inflation: 0.0, dispatch: 0.0, gaps: 0.0, imbalance: 0.0, join: 0.0 };
        let parts = parts(&ideal, false);
        assert_eq!((parts.len(), parts[0].name), (5, "computing"), "slower work is left out if it is not known");
        let sorting = Sorting::of(&timeline, 1.0);
        let svg = stack(&Sorted {
            sorting: &sorting,
            at_ms: 4.0,
            whole: &parts,
            so_far: &parts,
            lanes: 4,
            unit: "cores",
            sentence: "",
        });
        assert!(!svg.contains("times as wide") && svg.contains("4.00 cores computed"), "{svg}");
    }
}
