//! Thin lanes: one for each worker, as long as it computed.

use std::fmt::Write;
use std::ops::Range;

use every_core::draw::Scale;
use every_core::draw::{GAP_PX, LANE_PX, height_px};

pub(crate) struct Lanes<'a> {
    /// The begin and end of each worker's computing, in milliseconds.
    pub(crate) busy: &'a [(f64, f64)],
    pub(crate) elapsed_ms: f64,
    /// The duration of the run if it were split perfectly, in milliseconds.
    pub(crate) ideal_ms: Option<f64>,
    pub(crate) idle: u32,
}

struct Pitch {
    lane_px: f64,
    pitch_px: f64,
    height_px: f64,
}

/// Returns the sizes for this many lanes. With many workers the lanes get thinner and the figure keeps its height.
fn pitch(count: usize) -> Pitch {
    let height_px = height_px(count);
    let pitch_px = (height_px / count.max(1) as f64).min(LANE_PX + GAP_PX);
    Pitch { lane_px: pitch_px * LANE_PX / (LANE_PX + GAP_PX), pitch_px, height_px }
}

/// Appends formatted text. Writing to a `String` does not fail.
macro_rules! push {
    ($svg:expr, $($arg:tt)*) => { let _ = write!($svg, $($arg)*); };
}

/// Draws the lanes of one run. Computing has the worker's colour, waiting for the end is hatched, and idle cores are dotted.
pub(crate) fn lanes(run: &Lanes<'_>, scale: &Scale) -> String {
    let count = run.busy.len() + run.idle as usize;
    let Pitch { lane_px, pitch_px, height_px } = pitch(count);
    let mut svg = format!(r#"<svg width="100%" height="{height_px:.0}" aria-hidden="true">"#);
    let end = scale.percent(run.elapsed_ms);
    for (worker, &(begin_ms, end_ms)) in run.busy.iter().enumerate() {
        let (y, begin, stop) = (worker as f64 * pitch_px, scale.percent(begin_ms), scale.percent(end_ms));
        let fill = if run.ideal_ms.is_some() { worker_color(worker, run.busy.len()) } else { "var(--main)".to_owned() };
        push!(
            svg,
            r#"<rect x="{begin:.3}%" y="{y:.2}" width="{:.3}%" height="{lane_px:.2}" fill="{fill}"/>"#,
            (stop - begin).max(0.0)
        );
        push!(
            svg,
            r#"<rect x="{stop:.3}%" y="{y:.2}" width="{:.3}%" height="{lane_px:.2}" fill="url(#ph-tail-s)"/>"#,
            (end - stop).max(0.0)
        );
    }
    idle_lanes(&mut svg, run.busy.len()..count, pitch_px, end);
    if let Some(ideal_ms) = run.ideal_ms {
        let x = scale.percent(ideal_ms);
        push!(
            svg,
            r#"<line x1="{x:.3}%" x2="{x:.3}%" y1="-3" y2="{:.0}" stroke="var(--paper)" stroke-width="3"/>"#,
            height_px + 3.0
        );
        push!(
            svg,
            r#"<line x1="{x:.3}%" x2="{x:.3}%" y1="-3" y2="{:.0}" stroke="var(--ink)" stroke-width="1.5" stroke-dasharray="3 2"/>"#,
            height_px + 3.0
        );
    }
    svg + "</svg>"
}

fn idle_lanes(svg: &mut String, lanes: Range<usize>, pitch_px: f64, end: f64) {
    // Dots of thin lanes would run together into stripes, so some lanes have none.
    const LEAST_DISTANCE_PX: f64 = 4.0;
    for idle in lanes.step_by((LEAST_DISTANCE_PX / pitch_px).ceil() as usize) {
        let y = (idle as f64 + 0.5) * pitch_px;
        push!(
            svg,
            r#"<line x1="0" x2="{end:.3}%" y1="{y:.2}" y2="{y:.2}" stroke="var(--edge)" stroke-dasharray="1 4" shape-rendering="crispEdges"/>"#
        );
    }
}

/// Draws tasks that take turns on one core as one lane, in the colours of the tasks. The other cores are dotted. A turn is a
/// worker and the turn's end in milliseconds; turns are in order of time. If there are too many turns to tell apart, each
/// stretch of the lane has the colour of the turn in its middle.
pub(crate) fn turns(turns: &[(u32, f64)], tasks: u32, elapsed_ms: f64, scale: &Scale) -> String {
    const MOST_STRETCHES: usize = 72;
    let count = tasks as usize;
    let Pitch { lane_px, pitch_px, height_px } = pitch(count);
    let mut svg = format!(r#"<svg width="100%" height="{height_px:.0}" aria-hidden="true">"#);
    let end = scale.percent(elapsed_ms);
    let stretches = turns.len().clamp(1, MOST_STRETCHES);
    for stretch in 0..stretches {
        let share = end / stretches as f64;
        let middle_ms = elapsed_ms * (stretch as f64 + 0.5) / stretches as f64;
        let turn = turns.iter().find(|(_, end_ms)| *end_ms >= middle_ms).or(turns.last());
        let fill = worker_color(turn.map_or(0, |(worker, _)| *worker as usize), count);
        // The rest of the stretch stays empty, as a gap between two turns.
        push!(
            svg,
            r#"<rect x="{:.3}%" width="{:.3}%" height="{lane_px:.2}" fill="{fill}"/>"#,
            share * stretch as f64,
            share * 0.9
        );
    }
    idle_lanes(&mut svg, 1..count, pitch_px, end);
    svg + "</svg>"
}

/// Returns the colour of a worker out of `count`: one of eight steps from one family of cold colours.
pub(super) fn worker_color(worker: usize, count: usize) -> String {
    format!("var(--w{})", worker_step(worker, count))
}

/// Returns a worker's step among these colours, from 0.
pub(crate) fn worker_step(worker: usize, count: usize) -> usize {
    const STEPS: usize = 8;
    if count <= 1 { 1 } else { worker * (STEPS - 1) / (count - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_worker_has_a_lane_and_many_lanes_are_thinner() {
        let scale = Scale::up_to(100.0);
        let busy: Vec<(f64, f64)> = (0..64).map(|worker| (1.0, 40.0 + f64::from(worker))).collect();
        let svg = lanes(&Lanes { busy: &busy, elapsed_ms: 104.0, ideal_ms: Some(50.0), idle: 0 }, &scale);
        assert_eq!(svg.matches("fill=\"var(--w").count(), 64);
        assert!(svg.starts_with("<svg width=\"100%\" height=\"48\""), "64 lanes are thinner, not taller");
    }

    #[test]
    fn turns_share_one_lane() {
        let taken: Vec<(u32, f64)> = (0..8).map(|turn| (turn % 4, f64::from(turn + 1) * 10.0)).collect();
        let svg = turns(&taken, 4, 80.0, &Scale::up_to(80.0));
        let fills: Vec<&str> = svg.split("fill=\"var(--").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert_eq!(fills, ["w0", "w2", "w4", "w7", "w0", "w2", "w4", "w7"]);
        assert_eq!(svg.matches("stroke-dasharray=\"1 4\"").count(), 3, "the other cores do nothing");
        let many: Vec<(u32, f64)> = (0..5000).map(|turn| (turn % 4, f64::from(turn + 1))).collect();
        assert_eq!(turns(&many, 4, 5000.0, &Scale::up_to(5000.0)).matches("<rect").count(), 72);
    }

    #[test]
    fn an_idle_core_is_dotted() {
        let svg = lanes(&Lanes { busy: &[(0.0, 9.0)], elapsed_ms: 9.0, ideal_ms: None, idle: 7 }, &Scale::up_to(9.0));
        assert_eq!(svg.matches("stroke-dasharray=\"1 4\"").count(), 7);
    }
}
