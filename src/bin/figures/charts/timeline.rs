//! The large timeline: one lane for each worker, with its tiles.

use std::fmt::Write;

use super::frame::{lane_name, lane_px, open_svg};
use super::lanes::worker_color;
use super::{Activity, Stretch, Timeline, Window};
use crate::tables::precise_duration;

/// The least width of a tile with a number.
const NUMBERED_PX: f64 = 28.0;
/// Stretches thinner than this are skipped, unless they end at least this far beyond the last one drawn.
const VISIBLE_PX: f64 = 0.5;
/// The least height of a lane whose pieces have an outline.
const OUTLINED_LANE_PX: f64 = 8.0;
/// The least height of a lane with numbers.
const NUMBERED_LANE_PX: f64 = 14.0;

/// Appends formatted text. Writing to a `String` does not fail.
macro_rules! push {
    ($svg:expr, $($arg:tt)*) => { let _ = write!($svg, $($arg)*); };
}

/// Draws the part of a run's lanes that is in view, on a plot that is `width_px` wide.
pub(crate) fn timeline(run: &Timeline, window: Window, width_px: f64) -> String {
    let workers = run.lanes.len();
    let (lane_height, pitch) = lane_px(workers);
    let mut svg = open_svg(workers);
    for ms in window.ticks_ms() {
        let x = window.percent(ms);
        push!(svg, r#"<line class="gridline" x1="{x:.3}%" x2="{x:.3}%" y1="0" y2="100%"/>"#);
    }
    for (worker, lane) in run.lanes.iter().enumerate() {
        let y = worker as f64 * pitch;
        let middle = y + lane_height / 2.0;
        push!(svg, r#"<line class="rail" x1="0" x2="100%" y1="{middle:.1}" y2="{middle:.1}"/>"#);
        push!(svg, r#"<g fill="{}">"#, worker_color(worker, workers));
        let mut drawn_px = 0.0;
        for stretch in lane {
            let Some((x, width)) = window.stretch(stretch.begin_ms, stretch.end_ms) else { continue };
            let (begin_px, end_px) = (x * width_px / 100.0, (x + width) * width_px / 100.0);
            if end_px - begin_px < VISIBLE_PX && end_px - drawn_px < VISIBLE_PX {
                continue;
            }
            drawn_px = end_px;
            block(&mut svg, stretch, (x, width), (y, lane_height));
            let is_numbered = run.is_over && stretch.piece > 0 && lane_height >= NUMBERED_LANE_PX;
            if is_numbered && end_px - begin_px >= NUMBERED_PX {
                let base = middle + 4.0;
                push!(svg, r#"<text x="{x:.3}%" dx="6" y="{base:.1}" class="t-tile">{}</text>"#, stretch.piece);
            }
        }
        svg.push_str("</g>");
    }
    svg + "</svg>"
}

fn block(svg: &mut String, stretch: &Stretch, (x, width): (f64, f64), (y, height): (f64, f64)) {
    // A tile inherits its worker's colour from the group.
    let look = match stretch.activity {
        Activity::Computing if height < OUTLINED_LANE_PX => r#"class="piece thin""#.to_owned(),
        Activity::Computing => r#"class="piece""#.to_owned(),
        // The pattern is a hatch over the worker's colour.
        Activity::Slower => {
            push!(svg, r#"<rect x="{x:.3}%" y="{y:.1}" width="{width:.3}%" height="{height:.1}"/>"#);
            r#"fill="url(#ph-slower)""#.to_owned()
        }
        other => format!(r#"fill="{}""#, other.fill_in(height)),
    };
    push!(svg, r#"<rect {look} x="{x:.3}%" y="{y:.1}" width="{width:.3}%" height="{height:.1}"/>"#);
}

/// Draws the whole run in small, and a frame around the part in view.
pub(crate) fn overview(run: &Timeline, window: Window) -> String {
    let mut svg = String::from(r#"<svg width="100%" height="44">"#);
    let (whole, workers) = (Window::whole(run.elapsed_ms), run.lanes.len());
    let pitch = (36.0 / workers.max(1) as f64).min(6.0);
    for (worker, lane) in run.lanes.iter().enumerate() {
        let mut pieces = lane.iter().filter(|stretch| stretch.piece > 0 || stretch.activity == Activity::Slower);
        let Some(first) = pieces.next() else { continue };
        let end_ms = pieces.next_back().unwrap_or(first).end_ms;
        let Some((x, width)) = whole.stretch(first.begin_ms, end_ms) else { continue };
        let (y, color) = (4.0 + worker as f64 * pitch, worker_color(worker, workers));
        push!(svg, r#"<rect x="{x:.2}%" y="{y:.1}" width="{width:.2}%" height="{:.1}" fill="{color}"/>"#, pitch * 0.7);
    }
    let (x, width) = window.of_whole();
    push!(svg, r#"<rect class="in-view" x="{x:.2}%" y="1" width="{width:.2}%" height="42"/>"#);
    svg + "</svg>"
}

/// Draws the cursor at a time in a lane: a line, and a frame around the stretch there.
pub(crate) fn cursor(run: &Timeline, window: Window, worker: usize, ms: f64) -> String {
    let (lane_height, pitch) = lane_px(run.lanes.len());
    let mut svg = String::from(r#"<svg width="100%" height="100%" aria-hidden="true">"#);
    let x = window.percent(ms);
    for (color, width) in [("var(--paper)", 3.5), ("var(--ink)", 1.0)] {
        push!(svg, r#"<line x1="{x:.3}%" x2="{x:.3}%" y1="0" y2="100%" stroke="{color}" stroke-width="{width}"/>"#);
    }
    let stretch = run.index_at(worker, ms).and_then(|index| run.lanes[worker].get(index));
    if let Some((begin, width)) = stretch.and_then(|stretch| window.stretch(stretch.begin_ms, stretch.end_ms)) {
        let y = worker as f64 * pitch - 2.0;
        for (color, stroke) in [("var(--paper)", 5), ("var(--ink)", 2)] {
            push!(
                svg,
                r#"<rect x="{begin:.3}%" y="{y:.1}" width="{width:.3}%" height="{:.0}" fill="none" stroke="{color}" stroke-width="{stroke}"/>"#,
                lane_height + 4.0
            );
        }
    }
    svg + "</svg>"
}

/// Draws the moment of a replay: a line, and a veil over what comes after it.
pub(crate) fn moment(window: Window, ms: f64) -> String {
    let x = window.percent(ms).clamp(0.0, 100.0);
    let mut svg = String::from(r#"<svg width="100%" height="100%" overflow="visible" aria-hidden="true">"#);
    push!(svg, r#"<rect class="veil" x="{x:.3}%" y="-2" width="{:.3}%" height="102%"/>"#, 100.0 - x);
    if (0.0..=100.0).contains(&window.percent(ms)) {
        for (color, width) in [("var(--paper)", 3.5), ("var(--pencil)", 1.5)] {
            push!(
                svg,
                r#"<line x1="{x:.3}%" x2="{x:.3}%" y1="-8" y2="100%" stroke="{color}" stroke-width="{width}"/>"#
            );
        }
    }
    svg + "</svg>"
}

/// Describes the stretch at a time in a lane, in words.
pub(crate) fn readout(run: &Timeline, who: &str, worker: usize, ms: f64) -> String {
    let stretch = run.index_at(worker, ms).and_then(|index| run.lanes[worker].get(index));
    let Some(stretch) = stretch else { return format!("<b>{}</b>{SEPARATOR}nothing yet", lane_name(who, worker)) };
    let piece = if run.is_over && stretch.piece > 0 {
        format!(", piece {} of {}", stretch.piece, run.pieces)
    } else {
        String::new()
    };
    let (word, meaning) = stretch.activity.words();
    let doing = match stretch.activity {
        Activity::Computing => format!("computing for {}", precise_duration(stretch.ms())),
        _ => format!("{word} for {}: {meaning}", precise_duration(stretch.ms())),
    };
    format!("<b>{}</b>{SEPARATOR}{}{piece}{SEPARATOR}{doing}", precise_duration(ms), lane_name(who, worker))
}

const SEPARATOR: &str = r#"<span class="sep"> </span>"#;

#[cfg(test)]
mod tests {
    use super::super::frame::{computing, lane_names};
    use super::super::phases::tests::{run, tile};
    use super::*;

    fn example() -> Timeline {
        Timeline::of(&run(2, vec![tile(0, 1.0, 40.0), tile(1, 2.0, 90.0), tile(0, 41.0, 80.0)], 99.0))
    }

    #[test]
    fn every_tile_is_drawn_and_numbered_if_it_is_wide_enough() {
        let whole = Window::whole(100.0);
        let wide = timeline(&example(), whole, 900.0);
        assert_eq!(wide.matches("class=\"piece\"").count(), 3);
        assert_eq!(wide.matches("class=\"t-tile\"").count(), 3);
        for activity in Activity::ALL.into_iter().skip(2) {
            assert!(wide.contains(activity.fill()), "{activity:?}");
        }
        let narrow = timeline(&example(), whole, 60.0);
        assert_eq!(narrow.matches("class=\"t-tile\"").count(), 1, "one tile is 53 px wide, the others 23");
    }

    #[test]
    fn only_stretches_in_view_are_drawn() {
        let svg = timeline(&example(), Window::whole(100.0).zoomed(10.0, 0.0), 900.0);
        assert_eq!(svg.matches("class=\"piece\"").count(), 2);
        assert!(!svg.contains("ph-tail"));
        let live = Timeline::so_far(1, &[tile(0, 0.0, 50.0)]);
        assert!(
            !timeline(&live, Window::whole(60.0), 900.0).contains("t-tile"),
            "tiles of a run in progress have no numbers"
        );
    }

    #[test]
    fn many_lanes_are_thin_and_share_labels_with_their_neighbours() {
        let tiles = (0..64).map(|worker| tile(worker, 1.0, 50.0)).collect();
        let many = Timeline::of(&run(64, tiles, 51.0));
        let names = lane_names(64, "worker");
        assert_eq!(names.matches("<text").count(), 16);
        assert!(
            names.contains(">0<tspan class=\"wide-only\">–3<") && names.contains(">60<tspan class=\"wide-only\">–63<"),
            "{names}"
        );
        assert_eq!(computing(&many).matches("94%</text>").count(), 16);
        let svg = timeline(&many, Window::whole(52.0), 900.0);
        assert_eq!(svg.matches("class=\"piece thin\"").count(), 64);
        assert!(svg.starts_with("<svg width=\"100%\" height=\"448\""), "they are as high as fourteen: {}", &svg[..60]);
    }

    #[test]
    fn what_comes_after_the_moment_is_veiled() {
        let svg = moment(Window::whole(100.0), 25.0);
        assert!(svg.contains(r#"class="veil" x="25.000%" y="-2" width="75.000%""#), "{svg}");
        let later = moment(Window::whole(100.0).zoomed(4.0, 100.0), 25.0);
        assert!(later.contains(r#"x="0.000%" y="-2" width="100.000%""#) && !later.contains("<line"), "{later}");
    }

    #[test]
    fn ten_thousand_thin_tiles_are_drawn_as_few_rectangles() {
        let tiles = (0..10_000).map(|index| tile(0, f64::from(index), f64::from(index) + 0.9)).collect();
        let svg = timeline(&Timeline::of(&run(1, tiles, 10_000.0)), Window::whole(10_001.0), 600.0);
        assert!(svg.matches("<rect").count() <= 1_300, "{}", svg.matches("<rect").count());
    }

    #[test]
    fn the_readout_names_worker_tile_and_phase() {
        let text = readout(&example(), "worker", 0, 50.0).replace('\u{a0}', " ");
        assert!(text.contains("50.0 ms") && text.contains("worker 0, piece 3 of 3") && text.contains("for 39.0 ms"));
        assert!(readout(&example(), "worker", 1, 95.0).contains("tail for"));
        assert!(readout(&Timeline::so_far(1, &[]), "worker", 0, 5.0).contains("nothing yet"));
    }
}
