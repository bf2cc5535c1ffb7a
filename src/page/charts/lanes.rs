//! Thin lanes: one a worker, its length the time it computed.

use std::fmt::Write;

use super::Scale;
use crate::page::format::duration;

const LANE_PX: f64 = 5.0;
const GAP_PX: f64 = 1.0;
/// Above this many workers, lanes get thinner instead of the figure taller.
const TALLEST_PX: f64 = 96.0;

/// What one row of the figure shows.
pub(in crate::page) struct Lanes<'a> {
    /// Begin and end of each worker's computing, milliseconds.
    pub(in crate::page) busy: &'a [(f64, f64)],
    /// When the run was over, milliseconds.
    pub(in crate::page) elapsed_ms: f64,
    /// Where a perfect split would have ended.
    pub(in crate::page) ideal_ms: Option<f64>,
    /// Cores that had nothing to do.
    pub(in crate::page) idle: u32,
}

struct Pitch {
    lane_px: f64,
    pitch_px: f64,
    height_px: f64,
}

fn pitch(count: usize) -> Pitch {
    let wanted = count as f64 * (LANE_PX + GAP_PX);
    let height_px = wanted.clamp(24.0, TALLEST_PX);
    let pitch_px = (height_px / count.max(1) as f64).min(LANE_PX + GAP_PX);
    Pitch { lane_px: pitch_px * LANE_PX / (LANE_PX + GAP_PX), pitch_px, height_px }
}

/// Writing to a String does not fail, so there is nothing to report.
macro_rules! push {
    ($svg:expr, $($arg:tt)*) => { let _ = write!($svg, $($arg)*); };
}

/// The lanes of one run: computing in the worker's colour, waiting for the end hatched, idle cores dotted.
pub(in crate::page) fn lanes(run: &Lanes<'_>, scale: &Scale) -> String {
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
    for idle in run.busy.len()..count {
        let y = (idle as f64 + 0.5) * pitch_px;
        push!(
            svg,
            r#"<line x1="0" x2="{end:.3}%" y1="{y:.2}" y2="{y:.2}" stroke="var(--edge)" stroke-dasharray="1 4" shape-rendering="crispEdges"/>"#
        );
    }
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

/// The dashed outline of an expected run.
pub(in crate::page) fn outline(ms: f64, count: u32, scale: &Scale) -> String {
    let Pitch { height_px, .. } = pitch(count as usize);
    let width = scale.percent(ms);
    format!(
        r#"<svg width="100%" height="{height_px:.0}" aria-hidden="true"><rect x="0.5" y="0.5" width="{width:.3}%" height="{:.0}" fill="none" stroke="var(--edge)" stroke-dasharray="2 3"/></svg>"#,
        height_px - 1.0
    )
}

/// The axis of time below the rows, with the ideal marked.
pub(in crate::page) fn axis(scale: &Scale, ideal_ms: f64, workers: u32) -> String {
    let mut svg =
        r#"<svg width="100%" height="52"><line class="axisline" x1="0" x2="100%" y1="8.5" y2="8.5"/>"#.to_owned();
    for ms in scale.ticks_ms() {
        let (x, anchor) = (scale.percent(ms), if ms == 0.0 { "start" } else { "middle" });
        let text = if ms == 0.0 { "0".to_owned() } else { tick_text(ms) };
        // A label near the right end would stick out of the plot.
        if x <= 96.0 {
            push!(
                svg,
                r#"<line class="axisline" x1="{x:.3}%" x2="{x:.3}%" y1="8" y2="13"/><text class="t-axis" x="{x:.3}%" y="27" text-anchor="{anchor}">{text}</text>"#
            );
        }
    }
    if workers > 1 {
        let x = scale.percent(ideal_ms);
        push!(svg, r#"<text class="t-lab" x="{x:.3}%" y="46" text-anchor="middle">T/{workers}</text>"#);
    }
    svg + "</svg>"
}

/// Round numbers need no trailing zeros.
pub(super) fn tick_text(ms: f64) -> String {
    let number = |value: f64| format!("{}", (value * 1e4).round() / 1e4);
    if ms >= 1e3 {
        format!("{}\u{a0}s", number(ms / 1e3))
    } else if ms >= 1.0 {
        format!("{}\u{a0}ms", number(ms))
    } else {
        duration(ms)
    }
}

/// The colour of worker `i` of `p`: eight steps along one family of cold colours.
pub(super) fn worker_color(worker: usize, count: usize) -> String {
    format!("var(--w{})", worker_step(worker, count))
}

/// Which of those steps it is, from 0.
pub(in crate::page) fn worker_step(worker: usize, count: usize) -> usize {
    const STEPS: usize = 8;
    if count <= 1 { 1 } else { worker * (STEPS - 1) / (count - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_worker_has_a_lane_and_every_lane_is_inside() {
        let scale = Scale::up_to(100.0);
        let busy: Vec<(f64, f64)> = (0..64).map(|worker| (1.0, 40.0 + f64::from(worker))).collect();
        let svg = lanes(&Lanes { busy: &busy, elapsed_ms: 104.0, ideal_ms: Some(50.0), idle: 0 }, &scale);
        assert_eq!(svg.matches("fill=\"var(--w").count(), 64);
        assert!(svg.starts_with("<svg width=\"100%\" height=\"96\""), "64 lanes are thinner, not taller");
    }

    #[test]
    fn an_idle_core_is_dotted() {
        let svg = lanes(&Lanes { busy: &[(0.0, 9.0)], elapsed_ms: 9.0, ideal_ms: None, idle: 7 }, &Scale::up_to(9.0));
        assert_eq!(svg.matches("stroke-dasharray=\"1 4\"").count(), 7);
    }

    #[test]
    fn ticks_read_as_people_write_them() {
        assert_eq!(tick_text(500.0), "500\u{a0}ms");
        assert_eq!(tick_text(1500.0), "1.5\u{a0}s");
    }
}
