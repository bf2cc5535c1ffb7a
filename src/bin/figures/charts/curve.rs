//! Speed-up against pool size: points with their intervals, the ideal, the reported processors, and fitted models.

use std::fmt::Write;

/// Air right of the last size, and how much lower than wide the plot is: so one worker and 1× are equally long.
const AIR_WORKERS: f64 = 0.6;
const HEIGHT_PER_WIDTH: f64 = 10.6 / 12.2;
/// Straight pieces a curve is made of.
const PIECES: u32 = 48;
/// Labels along an axis, at most: more would touch each other at 320 px.
const MOST_TICKS: u32 = 12;

/// The measured speed-up of one pool size.
pub(crate) struct Point {
    pub(crate) workers: u32,
    pub(crate) speedup: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Rounds are still missing: the point is hollow.
    pub(crate) is_pending: bool,
}

/// A fitted model.
pub(crate) struct Curve<'a> {
    pub(crate) name: &'static str,
    /// Its colour, and its dashes within the fitted range.
    pub(crate) color: &'static str,
    pub(crate) dashes: &'static str,
    /// Where the label stands from the curve's end, px.
    pub(crate) label_dy: i32,
    pub(crate) speedup: &'a dyn Fn(f64) -> f64,
}

/// What the plot shows.
pub(crate) struct SpeedupPlot<'a> {
    /// The largest pool size.
    pub(crate) most: u32,
    pub(crate) reported: u32,
    /// Ascending.
    pub(crate) points: &'a [Point],
    pub(crate) curves: &'a [Curve<'a>],
    /// The size with the largest speed-up, if any.
    pub(crate) best: Option<&'a Point>,
    /// The figure in one sentence.
    pub(crate) sentence: &'a str,
}

/// Both axes, from zero.
struct Axes {
    workers: f64,
    speedup: f64,
}

impl Axes {
    fn of(most: u32, points: &[Point]) -> Self {
        let workers = f64::from(most) + AIR_WORKERS;
        // A pool no larger than the machine may reach above the plot: then it has to be higher.
        // An interval of fewer than three rounds is unbounded, and is not drawn.
        let ends = points.iter().map(|point| if point.high.is_finite() { point.high } else { point.speedup });
        let highest = ends.fold(0.0, f64::max);
        Self { workers, speedup: (workers * HEIGHT_PER_WIDTH).max(highest * 1.08) }
    }

    /// Percent of the width.
    fn x(&self, workers: f64) -> f64 {
        workers / self.workers * 100.0
    }

    /// Percent of the height, from above.
    fn y(&self, speedup: f64) -> f64 {
        100.0 - speedup / self.speedup * 100.0
    }
}

/// Whole numbers from 0 to `end`, 1, 2 or 5 times a power of ten apart, so that there are at most `most` of them after 0.
pub(crate) fn whole_ticks(end: f64, most: u32) -> impl Iterator<Item = u32> {
    let steps = [1u32, 2, 5, 10, 20, 50, 100];
    let step = steps.into_iter().find(|&step| end / f64::from(step) <= f64::from(most)).unwrap_or(100);
    (0..).map(move |index| index * step).take_while(move |&tick| f64::from(tick) <= end + 1e-9)
}

/// Writing to a String does not fail, so there is nothing to report.
macro_rules! push {
    ($svg:expr, $($arg:tt)*) => { let _ = write!($svg, $($arg)*); };
}

/// The plot. Its labels stand left of it and below it.
pub(crate) fn speedup_plot(plot: &SpeedupPlot<'_>) -> String {
    let axes = Axes::of(plot.most, plot.points);
    let mut svg = format!(
        r#"<svg class="plot-sq" role="img" aria-labelledby="sweep-title sweep-text"><title id="sweep-title">Speed-up against pool size</title><desc id="sweep-text">{}</desc>"#,
        plot.sentence
    );
    let reported_x = axes.x(f64::from(plot.reported));
    let is_reported_inside = plot.reported <= plot.most;
    if is_reported_inside {
        push!(
            svg,
            r#"<rect x="{reported_x:.3}%" width="{:.3}%" height="100%" fill="var(--sheet)"/>"#,
            100.0 - reported_x
        );
    }
    grid(&mut svg, &axes, plot);
    svg.push_str(r#"<svg class="clip" width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none">"#);
    path(&mut svg, &axes, (0.0, axes.workers), &|workers| workers, "var(--ink-3)", "2 4");
    // Solid or dashed where it was fitted, dotted where it is only the model going on.
    let fitted = plot.points.first().zip(plot.points.last());
    if let Some((first, last)) = fitted.map(|(first, last)| (f64::from(first.workers), f64::from(last.workers))) {
        for curve in plot.curves {
            path(&mut svg, &axes, (first, last), curve.speedup, curve.color, curve.dashes);
            path(&mut svg, &axes, (last, axes.workers), curve.speedup, curve.color, "2 4");
        }
    }
    svg.push_str("</svg>");
    for curve in plot.curves {
        let y = axes.y((curve.speedup)(axes.workers));
        let name = format!("{} model", curve.name);
        text(&mut svg, (100.0, -4), (y, curve.label_dy), "end", "t-lab halo wide-only", &name);
    }
    if is_reported_inside {
        line(&mut svg, (reported_x, reported_x), (0.0, 100.0), "mark");
        text(&mut svg, (reported_x, -9), (0.0, 17), "end", "t-strong halo", &format!("{} reported", plot.reported));
    }
    for point in plot.points {
        mark(&mut svg, &axes, point);
    }
    if let Some(best) = plot.best {
        ring(&mut svg, &axes, best);
    }
    svg + "</svg>"
}

/// A straight line between two places, percent.
fn line(svg: &mut String, (x1, x2): (f64, f64), (y1, y2): (f64, f64), class: &str) {
    push!(svg, r#"<line x1="{x1:.3}%" x2="{x2:.3}%" y1="{y1:.3}%" y2="{y2:.3}%" class="{class}"/>"#);
}

/// A label: a place in percent and its distance from there in px, across and down.
fn text(svg: &mut String, (x, dx): (f64, i32), (y, dy): (f64, i32), anchor: &str, class: &str, words: &str) {
    push!(
        svg,
        r#"<text x="{x:.3}%" dx="{dx}" y="{y:.3}%" dy="{dy}" text-anchor="{anchor}" class="{class}">{words}</text>"#
    );
}

fn grid(svg: &mut String, axes: &Axes, plot: &SpeedupPlot<'_>) {
    for tick in whole_ticks(axes.speedup, MOST_TICKS) {
        let (y, class, unit) =
            if tick == 0 { (100.0, "axisline", "") } else { (axes.y(f64::from(tick)), "gridline", "×") };
        line(svg, (0.0, 100.0), (y, y), class);
        text(svg, (0.0, -8), (y, 4), "end", "t-axis", &format!("{tick}{unit}"));
    }
    for tick in whole_ticks(f64::from(plot.most), MOST_TICKS).skip(1) {
        let class = if tick == plot.reported { "t-strong" } else { "t-axis" };
        text(svg, (axes.x(f64::from(tick)), 0), (100.0, 20), "middle", class, &tick.to_string());
    }
    text(svg, (100.0, 0), (100.0, 42), "end", "t-axis", "workers in the pool");
    // Beside the diagonal, clear of the rule.
    let is_rule_near = (0.15..0.4).contains(&(f64::from(plot.reported) / axes.workers));
    let ideal = axes.workers * if is_rule_near { 0.55 } else { 0.35 };
    text(svg, (axes.x(ideal), -10), (axes.y(ideal), 0), "end", "t-lab", "ideal");
}

/// A curve from `from` to `to` workers, in percent of the plot.
fn path(
    svg: &mut String,
    axes: &Axes,
    (from, to): (f64, f64),
    speedup: &dyn Fn(f64) -> f64,
    color: &str,
    dashes: &str,
) {
    for piece in 0..=PIECES {
        let workers = from + (to - from) * f64::from(piece) / f64::from(PIECES);
        let command = if piece == 0 { r#"<path d="M"# } else { "L" };
        push!(svg, "{command}{:.2} {:.2}", axes.x(workers), axes.y(speedup(workers)));
    }
    push!(
        svg,
        r#"" fill="none" stroke="{color}" stroke-width="1.5" stroke-dasharray="{dashes}" vector-effect="non-scaling-stroke"/>"#
    );
}

/// A point, and a whisker over its interval.
fn mark(svg: &mut String, axes: &Axes, point: &Point) {
    let (x, y) = (axes.x(f64::from(point.workers)), axes.y(point.speedup));
    let (low, high) = (axes.y(point.low), axes.y(point.high));
    let is_bounded = point.high.is_finite();
    if is_bounded {
        line(svg, (x, x), (low, high), "mark");
    }
    for end in [low, high].into_iter().filter(|_| is_bounded) {
        push!(
            svg,
            r#"<rect x="{x:.3}%" y="{end:.3}%" width="9" height="1.5" transform="translate(-4.5 -.75)" fill="var(--ink)"/>"#
        );
    }
    let fill = if point.is_pending { "var(--paper)" } else { "var(--ink)" };
    push!(
        svg,
        r#"<circle class="point" cx="{x:.3}%" cy="{y:.3}%" r="3.75" fill="{fill}" stroke="var(--ink)" stroke-width="1.75"/>"#
    );
}

/// A ring around the best size, and what it is.
fn ring(svg: &mut String, axes: &Axes, best: &Point) {
    let (x, y) = (axes.x(f64::from(best.workers)), axes.y(best.speedup));
    // Towards the side that has more room.
    let (anchor, dx) = if x > 55.0 { ("end", 8) } else { ("start", 12) };
    push!(
        svg,
        r#"<circle cx="{x:.3}%" cy="{y:.3}%" r="10.5" fill="none" stroke="var(--pencil)" stroke-width="1.75"/>"#
    );
    // Above the whisker, where only the ideal may be; below the ring at the top of the plot.
    let above = axes.y(if best.high.is_finite() { best.high } else { best.speedup });
    let place = if above > 12.0 { (above, -18) } else { (y, 36) };
    let words = format!("best: {} workers, {:.2}×", best.workers, best.speedup);
    text(svg, (x, dx), place, anchor, "t-pencil halo", &words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn points_and_their_intervals_are_inside_the_plot(
            most in 2u32..=256,
            measured in prop::collection::vec((0.01..400.0f64, 0.5..1.0f64, 1.0..1.5f64), 1..16),
        ) {
            let points: Vec<Point> = measured.into_iter().zip(1..).map(|((speedup, low, high), workers)| Point {
                workers: most.min(workers), speedup, low: speedup * low, high: speedup * high, is_pending: false,
            }).collect();
            let axes = Axes::of(most, &points);
            for point in &points {
                prop_assert!((0.0..100.0).contains(&axes.x(f64::from(point.workers))));
                for value in [point.low, point.speedup, point.high] {
                    prop_assert!((0.0..100.0).contains(&axes.y(value)), "{value} at {}", axes.y(value));
                }
            }
        }

        #[test]
        fn an_unbounded_interval_has_no_whisker_and_leaves_the_axis_alone(speedup in 0.01..400.0f64) {
            let point = Point { workers: 2, speedup, low: 0.0, high: f64::INFINITY, is_pending: true };
            let points = [point];
            let plot = SpeedupPlot { most: 3, reported: 8, points: &points, curves: &[], best: None, sentence: "" };
            let svg = speedup_plot(&plot);
            prop_assert!(!svg.contains("inf") && !svg.contains("NaN") && !svg.contains("translate"), "{svg}");
            prop_assert_eq!(svg.matches("class=\"point\"").count(), 1);
        }

        #[test]
        fn ticks_are_few_and_whole(end in 1u32..=1_000) {
            let ticks: Vec<u32> = whole_ticks(f64::from(end), 12).collect();
            prop_assert!(ticks[0] == 0 && (2..=13).contains(&ticks.len()), "{ticks:?}");
        }
    }

    #[test]
    fn a_pending_point_is_hollow_and_a_size_beyond_the_plot_has_no_rule() {
        let point = Point { workers: 2, speedup: 1.9, low: 1.8, high: 2.0, is_pending: true };
        let points = [point];
        let plot = SpeedupPlot { most: 3, reported: 8, points: &points, curves: &[], best: None, sentence: "" };
        let svg = speedup_plot(&plot);
        assert!(svg.contains(r#"r="3.75" fill="var(--paper)""#) && !svg.contains("8 reported"), "{svg}");
        assert!(speedup_plot(&SpeedupPlot { reported: 2, ..plot }).contains("2 reported"));
    }

    #[test]
    fn a_model_is_dotted_beyond_the_sizes_it_was_fitted_to() {
        let point = |workers| Point { workers, speedup: 1.0, low: 1.0, high: 1.0, is_pending: false };
        let curve =
            Curve { name: "Amdahl", color: "red", dashes: "9 4", label_dy: 0, speedup: &|workers| workers / 2.0 };
        let (points, curves) = ([point(1), point(2)], [curve]);
        let plot = SpeedupPlot { most: 3, reported: 2, points: &points, curves: &curves, best: None, sentence: "" };
        let svg = speedup_plot(&plot);
        let of = |dashes: &str| {
            svg.matches(&format!(r#"stroke="red" stroke-width="1.5" stroke-dasharray="{dashes}""#)).count()
        };
        assert_eq!((of("9 4"), of("2 4")), (1, 1));
    }
}
