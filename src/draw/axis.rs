//! The parts of the first figure that are drawn before anything is measured: the axis of time, and outlines of expected runs.

use std::fmt::Write;

use super::Scale;
use super::format::duration;

/// The height of a lane, which shows one worker, px.
pub const LANE_PX: f64 = 5.0;
/// The distance between two lanes, px.
pub const GAP_PX: f64 = 1.0;
/// The largest height of all lanes together, px: eight lanes. More lanes are thinner, so that all rows stay in one window.
const TALLEST_PX: f64 = 48.0;

/// Returns the height of `count` lanes together, px.
pub fn height_px(count: usize) -> f64 {
    (count as f64 * (LANE_PX + GAP_PX)).clamp(24.0, TALLEST_PX)
}

/// Appends to a string. Writing to a `String` does not fail, so the result is ignored.
macro_rules! push {
    ($svg:expr, $($arg:tt)*) => { let _ = write!($svg, $($arg)*); };
}

/// Draws the axis of time below the rows, with a mark at the ideal time.
pub fn axis(scale: &Scale, ideal_ms: f64, workers: u32) -> String {
    let mut svg =
        r#"<svg width="100%" height="52"><line class="axisline" x1="0" x2="100%" y1="8.5" y2="8.5"/>"#.to_owned();
    for ms in scale.ticks_ms() {
        let (x, anchor) = (scale.percent(ms), if ms == 0.0 { "start" } else { "middle" });
        let text = if ms == 0.0 { "0".to_owned() } else { tick_text(ms) };
        // A label near the right end would stick out of the plot.
        if x <= 93.0 {
            push!(
                svg,
                r#"<line class="axisline" x1="{x:.3}%" x2="{x:.3}%" y1="8" y2="13"/><text class="t-axis" x="{x:.3}%" y="27" text-anchor="{anchor}">{text}</text>"#
            );
        }
    }
    if workers > 1 {
        let x = scale.percent(ideal_ms);
        // In the middle, the label of a large pool would stick out of the plot.
        let anchor = if x < 3.0 { "start" } else { "middle" };
        push!(svg, r#"<text class="t-lab" x="{x:.3}%" y="46" text-anchor="{anchor}">T/{workers}</text>"#);
    }
    svg + "</svg>"
}

/// Formats a tick's time without trailing zeros, because ticks are round numbers.
pub fn tick_text(ms: f64) -> String {
    let number = |value: f64| format!("{}", (value * 1e4).round() / 1e4);
    if ms >= 1e3 {
        format!("{}\u{a0}s", number(ms / 1e3))
    } else if ms >= 1.0 {
        format!("{}\u{a0}ms", number(ms))
    } else {
        duration(ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tick_labels_have_no_trailing_zeros() {
        assert_eq!(tick_text(500.0), "500\u{a0}ms");
        assert_eq!(tick_text(1500.0), "1.5\u{a0}s");
    }
}
