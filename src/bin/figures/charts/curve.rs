//! The plot of speed-up against pool size: points with intervals, the ideal, the reported processors, and fitted models.

use std::fmt::Write;

use every_core::draw::format::times;

/// Space to the right of the largest size, in workers.
const AIR_WORKERS: f64 = 0.6;
/// The plot's height as a share of its width, chosen so that one worker and 1× are equally long.
const HEIGHT_PER_WIDTH: f64 = 10.6 / 12.2;
/// The number of straight segments of a curve.
const PIECES: u32 = 48;
/// The most labels along an axis. More would touch each other at a width of 320 px.
const MOST_TICKS: u32 = 12;

pub(crate) struct Point {
    pub(crate) workers: u32,
    pub(crate) speedup: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Whether rounds are still missing. The point is then hollow.
    pub(crate) is_pending: bool,
}

pub(crate) struct Curve<'a> {
    pub(crate) name: &'static str,
    /// Its colour, and its dash pattern within the fitted range.
    pub(crate) color: &'static str,
    pub(crate) dashes: &'static str,
    /// The vertical distance of the label from the curve's end, in px.
    pub(crate) label_dy: i32,
    pub(crate) speedup: &'a dyn Fn(f64) -> f64,
}

pub(crate) struct SpeedupPlot<'a> {
    /// The largest pool size.
    pub(crate) most: u32,
    pub(crate) reported: u32,
    /// In ascending order of workers.
    pub(crate) points: &'a [Point],
    pub(crate) curves: &'a [Curve<'a>],
    /// The size with the largest speed-up, if there is one.
    pub(crate) best: Option<&'a Point>,
    /// A description of the figure in one sentence.
    pub(crate) sentence: &'a str,
}

/// The ends of both axes, which begin at zero.
struct Axes {
    workers: f64,
    speedup: f64,
}

impl Axes {
    fn of(most: u32, points: &[Point]) -> Self {
        let workers = f64::from(most) + AIR_WORKERS;
        // The speed-up of a pool no larger than the machine may exceed the usual height, so the plot may have to be higher. An
        // interval of fewer than six rounds is unbounded and not drawn.
        let ends = points.iter().map(|point| if point.high.is_finite() { point.high } else { point.speedup });
        let highest = ends.fold(0.0, f64::max);
        Self { workers, speedup: (workers * HEIGHT_PER_WIDTH).max(highest * 1.08) }
    }

    /// Returns the place of a pool size, in percent of the width.
    fn x(&self, workers: f64) -> f64 {
        workers / self.workers * 100.0
    }

    /// Returns the place of a speed-up, in percent of the height from the top.
    fn y(&self, speedup: f64) -> f64 {
        100.0 - speedup / self.speedup * 100.0
    }
}

/// Returns whole numbers from 0 to `end`, at a distance of 1, 2 or 5 times a power of ten: at most `most` follow the 0.
pub(crate) fn whole_ticks(end: f64, most: u32) -> impl Iterator<Item = u32> {
    let steps = [1u32, 2, 5, 10, 20, 50, 100];
    let step = steps.into_iter().find(|&step| end / f64::from(step) <= f64::from(most)).unwrap_or(100);
    (0..).map(move |index| index * step).take_while(move |&tick| f64::from(tick) <= end + 1e-9)
}

/// Appends formatted text. Writing to a `String` does not fail.
macro_rules! push {
    ($svg:expr, $($arg:tt)*) => { let _ = write!($svg, $($arg)*); };
}

/// Draws the plot. Its labels are outside of it, to the left and below.
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
    // A curve is solid or dashed in the range it was fitted to, and dotted beyond it.
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
        ring(&mut svg, &axes, best, plot.reported);
    }
    svg + "</svg>"
}

/// Draws a straight line between two places, given in percent.
fn line(svg: &mut String, (x1, x2): (f64, f64), (y1, y2): (f64, f64), class: &str) {
    push!(svg, r#"<line x1="{x1:.3}%" x2="{x2:.3}%" y1="{y1:.3}%" y2="{y2:.3}%" class="{class}"/>"#);
}

/// Draws a label at a place in percent, offset by px to the right and down.
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
    // The label is beside the diagonal, away from the line of the reported processors.
    let is_rule_near = (0.15..0.4).contains(&(f64::from(plot.reported) / axes.workers));
    let ideal = axes.workers * if is_rule_near { 0.55 } else { 0.35 };
    text(svg, (axes.x(ideal), -10), (axes.y(ideal), 0), "end", "t-lab", "ideal");
}

/// Draws a curve between two pool sizes, in percent of the plot.
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

/// Draws a point, and a whisker over its interval.
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

/// Draws a ring around the best size, and its label.
fn ring(svg: &mut String, axes: &Axes, best: &Point, reported: u32) {
    let (x, y) = (axes.x(f64::from(best.workers)), axes.y(best.speedup));
    // On the side with more space, and not across the line of the reported processors.
    let (anchor, dx) = match best.workers {
        _ if x <= 55.0 => ("start", 12),
        workers if workers == reported => ("end", -9),
        _ => ("end", 8),
    };
    push!(
        svg,
        r#"<circle cx="{x:.3}%" cy="{y:.3}%" r="10.5" fill="none" stroke="var(--pencil)" stroke-width="1.75"/>"#
    );
    // Above the whisker, where only the ideal line may be. At the top of the plot, below the ring.
    let above = axes.y(if best.high.is_finite() { best.high } else { best.speedup });
    let place = if above > 12.0 { (above, -18) } else { (y, 36) };
    let words = format!("best: a pool of {}, {}", best.workers, times(best.speedup));
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
        fn an_unbounded_interval_has_no_whisker_and_does_not_change_the_axis(speedup in 0.01..400.0f64) {
            let point = Point { workers: 2, speedup, low: 0.0, high: f64::INFINITY, is_pending: true };
            let points = [point];
            let plot = SpeedupPlot { most: 3, reported: 8, points: &points, curves: &[], best: None, sentence: "" };
            let svg = speedup_plot(&plot);
            prop_assert!(!svg.contains("inf") && !svg.contains("NaN") && !svg.contains("translate"), "{svg}");
            prop_assert_eq!(svg.matches("class=\"point\"").count(), 1);
        }

        #[test]
        fn ticks_are_few_whole_numbers(end in 1u32..=1_000) {
            let ticks: Vec<u32> = whole_ticks(f64::from(end), 12).collect();
            prop_assert!(ticks[0] == 0 && (2..=13).contains(&ticks.len()), "{ticks:?}");
        }
    }

    #[test]
    fn a_pending_point_is_hollow_and_reported_cores_beyond_the_plot_are_not_marked() {
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
