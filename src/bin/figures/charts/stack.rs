//! The loss stack: a bar as long as the pool has workers, with its losses enlarged below.

use std::fmt::Write;

use super::curve::whole_ticks;
use super::lanes::worker_color;
use every_core::measure::{LossStack, rounded_parts};

/// The most workers up to which the blocks of the useful part are separated by lines.
const MOST_SEPARATED: u32 = 32;
/// The cores below which a loss prints as 0.00 and is not enlarged.
const NOTHING_LOST: f64 = 0.005;
/// The least width for a part's number in its label, in percent.
const ROOM_FOR_NUMBER: f64 = 6.0;
/// The least width for a part's name in its label, in percent.
const ROOM_FOR_NAME: f64 = 13.0;

/// One part of the bar. The useful part is the first, and the order is the same for every run.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    /// The id of its pattern. Empty for the useful part.
    pub(crate) pattern: &'static str,
    pub(crate) cores: f64,
    /// The cores rounded to two places, so that the printed parts add up.
    pub(crate) printed: f64,
}

/// Returns the parts of a run's stack. The last one, slower work, is negative if the tiles ran faster than serially.
pub(crate) fn parts(stack: &LossStack) -> [Part; 6] {
    let slower = if stack.inflation < 0.0 { "faster work" } else { "slower work" };
    let named = [
        ("speed-up", "", stack.speedup),
        ("dispatch", "ph-dispatch", stack.dispatch),
        ("gaps", "ph-gap", stack.gaps),
        ("tail", "ph-tail", stack.imbalance),
        ("join", "ph-join", stack.join),
        (slower, "ph-slower", stack.inflation),
    ];
    let rounded = rounded_parts(&named.map(|(_, _, cores)| cores), 2);
    let mut rounded = rounded.into_iter();
    named.map(|(name, pattern, cores)| Part { name, pattern, cores, printed: rounded.next().unwrap_or_default() })
}

/// Returns where each part is drawn, in cores from the left end. A negative part has no width, so the rest ends beyond the
/// pool.
fn spans(parts: &[Part; 6]) -> [(f64, f64); 6] {
    let mut end = 0.0;
    std::array::from_fn(|index| {
        let begin = end;
        end += parts[index].cores.max(0.0);
        (begin, end)
    })
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
fn bar(svg: &mut String, parts: &[Part; 6], workers: u32, rows: (u32, u32)) {
    let spans = spans(parts);
    let percent = 100.0 / spans[5].1;
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
    bar(&mut svg, &parts(stack), workers, (0, 20));
    svg + "</svg>"
}

/// Draws the figure: the bar over an axis of cores and, below, the losses enlarged to the bar's width.
pub(crate) fn stack(stack: &LossStack, workers: u32, sentence: &str) -> String {
    let parts = parts(stack);
    let spans = spans(&parts);
    let (useful, end) = (spans[0].1, spans[5].1);
    let lost = end - useful;
    let percent = 100.0 / end;
    let mut svg = format!(
        r#"<svg width="100%" height="278" class="stack" role="img" aria-labelledby="stack-title stack-text"><title id="stack-title">The cores of the median run, sorted</title><desc id="stack-text">{sentence}</desc>"#
    );
    if lost >= NOTHING_LOST {
        let x = useful * percent;
        rect(&mut svg, (x, 100.0 - x, "%"), (74, 34), "var(--sheet)");
        push!(
            svg,
            r#"<line x1="{x:.3}%" x2="{x:.3}%" y1="74" y2="108" stroke="var(--edge)"/><line x1="100%" x2="100%" y1="74" y2="108" stroke="var(--edge)"/><svg y="108" width="100%" height="68" viewBox="0 0 100 100" preserveAspectRatio="none"><path d="M{x:.2} 0L0 100H100V0Z" fill="var(--sheet)"/><path d="M{x:.2} 0L0 100M100 0V100" fill="none" stroke="var(--edge)" vector-effect="non-scaling-stroke"/></svg>"#
        );
        enlarge(&mut svg, &parts, &spans, end / lost);
    }
    bar(&mut svg, &parts, workers, (30, 44));
    axis(&mut svg, workers, end);
    let printed_lost: f64 = parts[1..].iter().map(|part| part.printed.max(0.0)).sum();
    let won = -parts[5].printed;
    let won = if won > 0.0 { format!(", {won:.2} won") } else { String::new() };
    push!(
        svg,
        r#"<text y="18" class="t-strong">{:.2} cores did useful work</text><text x="100%" y="18" text-anchor="end" class="t-pencil">{printed_lost:.2} lost{won}</text>"#,
        parts[0].printed
    );
    svg + "</svg>"
}

/// Draws ticks at whole cores. If the bar is longer than the pool, a line marks the pool's end.
fn axis(svg: &mut String, workers: u32, end: f64) {
    let pool = f64::from(workers);
    for tick in whole_ticks(pool, 10) {
        let x = f64::from(tick) / end * 100.0;
        let (anchor, shift) = match tick {
            0 => ("start", 0),
            tick if tick == workers && x > 96.0 => ("end", -8),
            _ => ("middle", 0),
        };
        rect(svg, (x, 1.0, ""), (78, 6), "var(--edge)");
        let unit = if tick == workers { r#"<tspan class="wide-only"> cores</tspan>"# } else { "" };
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

/// Draws the losses alone, over the whole width.
fn enlarge(svg: &mut String, parts: &[Part; 6], spans: &[(f64, f64); 6], factor: f64) {
    let percent = 100.0 / (spans[5].1 - spans[0].1);
    for (part, &(begin, end)) in parts.iter().zip(spans).skip(1) {
        let (begin, end) = ((begin - spans[0].1) * percent, (end - spans[0].1) * percent);
        patterned(svg, (begin, end), (176, 56), part.pattern);
        let (width, middle) = (end - begin, (begin + end) / 2.0);
        if begin > 0.0 && width > 0.0 {
            rect(svg, (begin, 1.5, ""), (176, 56), "var(--paper)");
        }
        if width >= ROOM_FOR_NUMBER {
            let name = if width >= ROOM_FOR_NAME { part.name } else { "" };
            push!(
                svg,
                r#"<g class="wide-only" text-anchor="middle"><text x="{middle:.3}%" y="254" class="t-amount">{:.2}</text><text x="{middle:.3}%" y="273" class="t-lab">{name}</text></g>"#,
                part.printed
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
            let parts = parts(&stack);
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

    #[test]
    fn faster_tiles_make_the_bar_longer_than_the_pool_and_are_labelled() {
        let faster = LossStack { speedup: 2.1, inflation: -0.2, dispatch: 0.0, gaps: 0.0, imbalance: 0.1, join: 0.0 };
        let svg = stack(&faster, 2, "");
        assert!(svg.contains("0.10 lost, 0.20 won"), "{svg}");
        assert!(svg.contains("x1=\"90.909%\""), "the end of the pool is marked: {svg}");
        let slower = LossStack { inflation: 0.2, speedup: 1.7, ..faster };
        assert!(stack(&slower, 2, "").contains("0.30 lost<"));
    }

    #[test]
    fn without_losses_nothing_is_enlarged() {
        let ideal = LossStack { speedup: 4.0, inflation: 0.0, dispatch: 0.0, gaps: 0.0, imbalance: 0.0, join: 0.0 };
        assert!(!stack(&ideal, 4, "").contains("times as wide"));
    }
}
