//! Numbers and tables that only the figures use.

use every_core::draw::format;
use every_core::report::FEWEST_ROUNDS;

/// Writes a time in a run to a tenth of a millisecond, or from a second on to a millisecond: `191.0 ms`, `1.400 s`.
pub(super) fn precise_duration(ms: f64) -> String {
    if ms < 999.95 { format!("{ms:.1}\u{a0}ms") } else { format!("{:.3}\u{a0}s", ms / 1e3) }
}

/// Writes a 95 % interval, or says that there is none yet if it is unbounded.
pub(super) fn interval(low: f64, high: f64) -> String {
    if high.is_finite() { format::interval(low, high) } else { "no interval yet".to_owned() }
}

/// Returns the bounds of an interval. Fewer than six rounds give only a range, so their interval is unbounded and not drawn.
pub(super) fn bounds(rounds: u32, low: f64, high: f64) -> (f64, f64) {
    if rounds < FEWEST_ROUNDS { (0.0, f64::INFINITY) } else { (low, high) }
}

/// Returns the remark above a figure that shows the lecture's runs.
pub(super) fn of_lecture(remark: &str) -> String {
    format!(r#"<p class="of-lecture"><b>From the lecture, not from your machine.</b> {remark}</p>"#)
}

/// Returns the data of a figure as a table. The first cell of a row is its header. Cells are not escaped, so they must come
/// from this program.
pub(super) fn data_table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut html = r#"<table class="data-table"><thead><tr>"#.to_owned();
    for head in heads {
        html += &format!(r#"<th scope="col">{head}</th>"#);
    }
    html += "</tr></thead><tbody>";
    for row in rows {
        html += "<tr>";
        for (index, cell) in row.iter().enumerate() {
            let tag = if index == 0 { r#"<th scope="row">"# } else { "<td>" };
            html += &format!("{tag}{cell}");
        }
    }
    html + "</tbody></table>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unbounded_interval_is_described_in_words() {
        assert_eq!(interval(1.881, 1.96), "1.88 to 1.96");
        assert_eq!(interval(0.0, f64::INFINITY), "no interval yet");
    }

    #[test]
    fn a_time_from_a_second_on_is_in_seconds() {
        assert_eq!([191.0, 999.96, 1_400.0].map(precise_duration), ["191.0\u{a0}ms", "1.000\u{a0}s", "1.400\u{a0}s"]);
    }
}
