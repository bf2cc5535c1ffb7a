//! What surrounds the lanes of the large timeline: their names, the start-up, the page's frames, shares and the axis.

use std::fmt::Write;
use std::ops::Range;

use super::lanes::worker_color;
use super::{Timeline, Window};
use every_core::draw::tick_text;

/// The height of all lanes together where there are many, and the least and largest distance from one lane to the next, in px.
const TALLEST_PX: f64 = 448.0;
const LEAST_PITCH_PX: f64 = 3.0;
const PITCH_PX: f64 = 32.0;
/// The least distance between the labels of two lanes. Where lanes are thinner, a label names a group of them.
const LABEL_PX: f64 = 15.0;

/// Returns a lane's height and the distance from one lane to the next. Lanes are thinner if there are many workers, so that all of
/// them are in view.
pub(crate) fn lane_px(workers: usize) -> (f64, f64) {
    let pitch = (TALLEST_PX / workers.max(1) as f64).clamp(LEAST_PITCH_PX, PITCH_PX);
    (pitch - (pitch * 0.1875).max(1.0), pitch)
}

/// Returns the groups of lanes that share a label: one lane each, or as many as need the height of a label.
fn groups(workers: usize) -> impl Iterator<Item = Range<usize>> {
    let (_, pitch) = lane_px(workers);
    let mut size = 1;
    while (size as f64) * pitch < LABEL_PX {
        size *= 2;
    }
    (0..workers).step_by(size).map(move |first| first..(first + size).min(workers))
}

/// Returns the top, middle and bottom of a group of lanes, in px.
fn group_px(workers: usize, group: &Range<usize>) -> (f64, f64, f64) {
    let (lane, pitch) = lane_px(workers);
    let (top, bottom) = (group.start as f64 * pitch, (group.end - 1) as f64 * pitch + lane);
    (top, f64::midpoint(top, bottom), bottom)
}

/// Appends formatted text. Writing to a `String` does not fail.
macro_rules! push {
    ($svg:expr, $($arg:tt)*) => { let _ = write!($svg, $($arg)*); };
}

/// Returns the head of an SVG that is as high as the lanes.
pub(super) fn open_svg(workers: usize) -> String {
    format!(r#"<svg width="100%" height="{:.0}" aria-hidden="true">"#, workers as f64 * lane_px(workers).1)
}

/// Returns a lane's name: `who` and a number, or `page` alone, because there is only one.
pub(crate) fn lane_name(who: &str, worker: usize) -> String {
    if who == "page" { who.to_owned() } else { format!("{who} {worker}") }
}

/// Draws the names of the lanes, or of groups of them. A narrow page shows only the numbers.
pub(crate) fn lane_names(workers: usize, who: &str) -> String {
    let mut svg = open_svg(workers);
    for group in groups(workers) {
        let (top, middle, bottom) = group_px(workers, &group);
        push!(svg, r#"<text x="100%" dx="-10" y="{:.1}" text-anchor="end" class="t-lane">"#, middle + 4.0);
        if group.len() > 1 {
            push!(svg, r#"{}<tspan class="wide-only">–{}</tspan></text>"#, group.start, group.end - 1);
            let (top, bottom) = (top + 1.0, bottom - 1.0);
            push!(svg, r#"<svg x="100%" width="1" overflow="visible">"#);
            push!(svg, r#"<path d="M-3 {top:.1}h-3V{bottom:.1}h3" fill="none" stroke="var(--edge)"/></svg>"#);
            continue;
        }
        let (name, number) = (lane_name(who, group.start), group.start.to_string());
        let word = name.strip_suffix(&number).unwrap_or(&name);
        push!(svg, r#"<tspan class="wide-only">{word}</tspan>{}</text>"#, &name[word.len()..]);
    }
    svg + "</svg>"
}

/// Draws the start-up of the workers, before the clock starts. Only the time of all of them together is known, so all have the same
/// box, and the boxes are not to scale.
pub(crate) fn start_up(workers: usize) -> String {
    let (lane, pitch) = lane_px(workers);
    let mut svg = open_svg(workers);
    for worker in 0..workers {
        let y = worker as f64 * pitch;
        let edge = if lane >= 8.0 { "var(--edge)" } else { "none" };
        push!(
            svg,
            r#"<rect x="2" y="{:.1}" width="76%" height="{:.1}" fill="url(#ph-spawn)" stroke="{edge}"/>"#,
            y + 0.5,
            lane - 1.0
        );
        let middle = y + lane / 2.0;
        push!(svg, r#"<line class="rail" x1="80%" x2="100%" y1="{middle:.1}" y2="{middle:.1}"/>"#);
    }
    svg + "</svg>"
}

/// Draws what happens above the lanes: where the clock starts and where the last piece ends.
pub(crate) fn marks_above(run: &Timeline, window: Window, who: &str) -> String {
    let mut svg = r#"<svg width="100%" height="24" overflow="visible" aria-hidden="true">"#.to_owned();
    let mut mark = |ms: f64, anchor: &str, dx: i32, words: &str| {
        let x = window.percent(ms);
        if (0.0..=100.0).contains(&x) {
            push!(svg, r#"<line class="mark" x1="{x:.3}%" x2="{x:.3}%" y1="2" y2="100%"/>"#);
            push!(svg, r#"<text x="{x:.3}%" dx="{dx}" y="13" text-anchor="{anchor}" class="t-ink">{words}</text>"#);
        }
    };
    if run.pieces > 0 {
        mark(0.0, "start", 6, r#"<tspan class="wide-only">clock </tspan>start<tspan class="wide-only">s</tspan>"#);
    }
    if let Some((worker, end_ms)) = run.last_piece().filter(|_| run.is_over && run.lanes.len() > 1) {
        let name = lane_name(who, worker);
        // The label stands to the left of its mark.
        if window.percent(end_ms) > 45.0 {
            let words = format!(r#"<tspan class="wide-only">{name} finishes the </tspan>last piece"#);
            mark(end_ms, "end", -6, &words);
        }
    }
    svg + "</svg>"
}

/// Draws what the page did while the run took its time: whether it could draw frames. Only the longest gap between two frames is
/// known, and where it was only if the run held the main thread.
pub(crate) fn page_row(run: &Timeline, window: Window, is_held: bool, longest_gap: &str) -> String {
    let mut svg = r#"<svg width="100%" height="28" aria-hidden="true">"#.to_owned();
    if let Some((x, width)) = window.stretch(0.0, run.elapsed_ms) {
        let end = x + width;
        if is_held {
            push!(
                svg,
                r#"<line x1="{x:.3}%" x2="{end:.3}%" y1="13" y2="13" stroke="var(--pencil)" stroke-width="1.5" stroke-dasharray="1 3"/>"#
            );
        } else {
            push!(svg, r#"<rect class="frames" x="{x:.3}%" width="{width:.3}%" y="8" height="10"/>"#);
        }
        let middle = x + width / 2.0;
        let class = if is_held { "t-pencil halo" } else { "t-lane halo" };
        push!(svg, r#"<text x="{middle:.3}%" y="17" text-anchor="middle" class="{class}">{longest_gap}</text>"#);
    }
    svg + "</svg>"
}

/// Draws the share of the time that each worker computed, as a bar and a number. A group of lanes has the mean of its workers.
pub(crate) fn computing(run: &Timeline) -> String {
    let workers = run.lanes.len();
    let mut svg = open_svg(workers);
    for group in groups(workers) {
        let (_, middle, _) = group_px(workers, &group);
        let color = worker_color(group.start, workers);
        let percent = group.clone().map(|worker| run.computing_percent(worker)).sum::<f64>() / group.len() as f64;
        let y = middle - 3.0;
        push!(svg, r#"<g class="wide-only"><rect x="20" y="{y:.1}" width="48" height="6" fill="var(--rule)"/>"#);
        push!(svg, r#"<rect x="20" y="{y:.1}" width="{:.1}" height="6" fill="{color}"/></g>"#, percent * 0.48);
        push!(svg, r#"<text x="100%" y="{:.1}" text-anchor="end" class="t-lane">{percent:.0}%</text>"#, middle + 4.0);
    }
    svg + "</svg>"
}

/// Draws the axis of the time in view.
pub(crate) fn time_axis(window: Window) -> String {
    let mut svg =
        r#"<svg width="100%" height="28" aria-hidden="true"><line class="axisline" x1="0" x2="100%" y1=".5" y2=".5"/>"#
            .to_owned();
    for (index, ms) in window.ticks_ms().enumerate() {
        let x = window.percent(ms);
        // A narrow page has space for every other label.
        let look = if index % 2 == 0 { "t-axis" } else { "t-axis wide-only" };
        let text = if ms == 0.0 { "0".to_owned() } else { tick_text(ms) };
        // A centred label near an end would stick out of the plot. On the left it is aligned, on the right it is left out.
        let anchor = match x {
            x if x < 4.0 => "start",
            x if x > 94.0 => continue,
            _ => "middle",
        };
        push!(svg, r#"<line class="axisline" x1="{x:.3}%" x2="{x:.3}%" y1="0" y2="5"/>"#);
        push!(svg, r#"<text class="{look}" x="{x:.3}%" y="19" text-anchor="{anchor}">{text}</text>"#);
    }
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::super::phases::tests::{run, tile};
    use super::*;

    fn example() -> Timeline {
        Timeline::of(&run(2, vec![tile(0, 1.0, 40.0), tile(1, 2.0, 90.0), tile(0, 41.0, 80.0)], 99.0))
    }

    #[test]
    fn lanes_never_overlap_and_labels_are_never_closer_than_their_height() {
        for workers in 1..=256 {
            let (lane, pitch) = lane_px(workers);
            assert!(lane >= 2.0 && lane < pitch && workers as f64 * pitch <= 768.0, "{workers}: {lane} of {pitch}");
            let groups: Vec<_> = groups(workers).collect();
            assert_eq!(groups.iter().map(ExactSizeIterator::len).sum::<usize>(), workers);
            let middles: Vec<f64> = groups.iter().map(|group| group_px(workers, group).1).collect();
            assert!(middles.windows(2).rev().skip(1).all(|pair| pair[1] - pair[0] >= 15.0), "{workers}: {middles:?}");
        }
    }

    #[test]
    fn the_clock_starts_where_the_lanes_begin_and_the_last_piece_is_marked() {
        let whole = marks_above(&example(), Window::whole(100.0), "worker");
        assert!(whole.contains("clock") && whole.contains("worker 1 finishes the"), "{whole}");
        let later = marks_above(&example(), Window::whole(100.0).zoomed(4.0, 100.0), "worker");
        assert!(!later.contains("clock"), "the start is not in view");
        assert_eq!(start_up(3).matches("url(#ph-spawn)").count(), 3);
    }

    #[test]
    fn the_page_is_drawn_as_frozen_or_as_free() {
        let window = Window::whole(100.0);
        assert!(page_row(&example(), window, true, "no frame for 0.10 s").contains("var(--pencil)"));
        assert!(page_row(&example(), window, false, "free").contains("class=\"frames\""));
    }
}
