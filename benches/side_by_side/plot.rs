//! Draws plots with two logarithmic axes as SVG for light and dark pages.

use crate::series::short;
use std::fmt::Write;

/// One line of a plot.
pub(crate) struct Curve {
    pub name: &'static str,
    /// The measured points, in ascending order.
    pub points: Vec<(f64, f64)>,
    /// An extrapolated point, which was not measured.
    pub extrapolated: Option<(f64, f64)>,
}

/// A plot and the name of its file.
pub(crate) struct Plot {
    pub file: &'static str,
    pub title: &'static str,
    pub x: &'static str,
    /// The factor between neighbouring ticks of the horizontal axis.
    pub x_base: f64,
    pub y: &'static str,
    pub curves: Vec<Curve>,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 206.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 48.0;
const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#333}.t{font-weight:600;font-size:14px}.g{stroke:#ddd}\
    .c{fill:none;stroke-width:2}.c0{stroke:#0b62a8}.c1{stroke:#b4530a}.c2{stroke:#2f7d32}.c3{stroke:#7a3e9d}.c4{stroke:#6b6b6b}\
    .m0{fill:#0b62a8}.m1{fill:#b4530a}.m2{fill:#2f7d32}.m3{fill:#7a3e9d}.m4{fill:#6b6b6b}.h{fill:none;stroke-width:1.5}\
    @media(prefers-color-scheme:dark){text{fill:#ddd}.g{stroke:#444}.c0{stroke:#6bb6f5}.c1{stroke:#f0a25a}.c2{stroke:#7fcf83}\
    .c3{stroke:#cf9bef}.c4{stroke:#aaa}.m0{fill:#6bb6f5}.m1{fill:#f0a25a}.m2{fill:#7fcf83}.m3{fill:#cf9bef}.m4{fill:#aaa}}";

/// A logarithmic axis: the exponents of `base` that enclose the positive values.
struct Axis {
    base: f64,
    low: f64,
    high: f64,
}

impl Axis {
    fn around(values: impl Iterator<Item = f64>, base: f64) -> Self {
        let (low, high) = values
            .filter(|value| *value > 0.0)
            .fold((f64::MAX, f64::MIN_POSITIVE), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if low > high { (1.0, base) } else { (low, high) };
        let (low, high) = (low.log(base).floor(), high.log(base).ceil());
        Self { base, low, high: high.max(low + 1.0) }
    }

    /// Returns the position of a value along the axis, from 0 to 1.
    fn share(&self, value: f64) -> f64 {
        (value.max(f64::MIN_POSITIVE).log(self.base) - self.low) / (self.high - self.low)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        (self.low as i32..=self.high as i32).map(|power| self.base.powi(power))
    }
}

impl Plot {
    pub(crate) fn svg(&self) -> String {
        let all = || self.curves.iter().flat_map(|curve| curve.points.iter().copied().chain(curve.extrapolated));
        let (x, y) =
            (Axis::around(all().map(|point| point.0), self.x_base), Axis::around(all().map(|point| point.1), 10.0));
        let at = |(px, py): (f64, f64)| {
            (LEFT + x.share(px) * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y.share(py) * (HEIGHT - TOP - BOTTOM))
        };
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{0}"><style>{STYLE}</style><text class="t" x="{LEFT}" y="22">{0}</text>"#,
            self.title
        );
        let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
        // Writing to a string cannot fail.
        for tick in x.ticks() {
            let (px, _) = at((tick, 1.0));
            let _ = write!(
                svg,
                r#"<path class="g" d="M{px:.1} {TOP}V{bottom}"/><text x="{px:.1}" y="{}" text-anchor="middle">{}</text>"#,
                bottom + 18.0,
                label(tick)
            );
        }
        for tick in y.ticks() {
            let (_, py) = at((1.0, tick));
            let _ = write!(
                svg,
                r#"<path class="g" d="M{LEFT} {py:.1}H{right}"/><text x="{}" y="{:.1}" text-anchor="end">{}</text>"#,
                LEFT - 6.0,
                py + 4.0,
                label(tick)
            );
        }
        let _ = write!(svg, r#"<text x="{right}" y="{}" text-anchor="end">{}</text>"#, HEIGHT - 10.0, self.x);
        let _ = write!(svg, r#"<text x="{}" y="{}" text-anchor="end">{}</text>"#, LEFT - 6.0, TOP - 10.0, self.y);
        for (index, curve) in self.curves.iter().enumerate() {
            draw(&mut svg, curve, index, &at);
            let y = TOP + 8.0 + 20.0 * index as f64;
            let _ = write!(
                svg,
                r#"<path class="c c{index}" d="M{} {y}h18"/><text x="{}" y="{}">{}</text>"#,
                right + 12.0,
                right + 36.0,
                y + 4.0,
                curve.name
            );
        }
        svg + "</svg>\n"
    }
}

fn draw(svg: &mut String, curve: &Curve, index: usize, at: &impl Fn((f64, f64)) -> (f64, f64)) {
    let path: Vec<String> =
        curve.points.iter().map(|point| at(*point)).map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    if !path.is_empty() {
        let _ = write!(svg, r#"<path class="c c{index}" d="M{}"/>"#, path.join("L"));
    }
    for point in &curve.points {
        let (x, y) = at(*point);
        let value = format!("{}: {}, {}", curve.name, label(point.0), short(point.1));
        let _ =
            write!(svg, r#"<circle class="m{index}" cx="{x:.1}" cy="{y:.1}" r="3.5"><title>{value}</title></circle>"#);
    }
    if let (Some(last), Some(beyond)) = (path.last(), curve.extrapolated) {
        let (x, y) = at(beyond);
        let _ = write!(
            svg,
            r#"<path class="c c{index}" stroke-dasharray="4 4" d="M{last}L{x:.1} {y:.1}"/><circle class="h c{index}" cx="{x:.1}" cy="{y:.1}" r="4"><title>{}: extrapolated</title></circle>"#,
            curve.name
        );
    }
}

/// Returns a power of ten as such, and other numbers in digits.
fn label(value: f64) -> String {
    let power = value.log10();
    if power.fract() == 0.0 && power.abs() >= 4.0 {
        let digits = format!("{power:.0}");
        let superscript = |digit: char| match digit {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            digit => char::from_u32(0x2070 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit),
        };
        return format!("10{}", digits.chars().map(superscript).collect::<String>());
    }
    format!("{}", (value * 1e6).round() / 1e6)
}
