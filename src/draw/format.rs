//! The format of numbers on the page: units after a no-break space, at most three significant digits.

use std::fmt::Write;

use crate::measure::Caveat;

const NO_BREAK: char = '\u{a0}';

/// Formats a duration, given in milliseconds: `0.29 s`, `2.04 s`, `12.3 s`, or `48 ms` below a tenth of a second.
pub fn duration(ms: f64) -> String {
    match ms {
        ms if !ms.is_finite() => "–".to_owned(),
        ms if ms < 10.0 => format!("{ms:.1}{NO_BREAK}ms"),
        ms if ms < 100.0 => format!("{ms:.0}{NO_BREAK}ms"),
        ms if ms < 9_995.0 => format!("{:.2}{NO_BREAK}s", ms / 1e3),
        ms if ms < 99_950.0 => format!("{:.1}{NO_BREAK}s", ms / 1e3),
        ms => format!("{:.0}{NO_BREAK}s", ms / 1e3),
    }
}

/// Formats a speed-up: `1.92×`, `12.3×`.
pub fn times(speedup: f64) -> String {
    if speedup < 9.995 { format!("{speedup:.2}×") } else { format!("{speedup:.1}×") }
}

/// Formats an integer with its digits in groups of three: `30 000 000`.
pub fn integer(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// Formats a number of steps, in millions from a million on: `30 million`, `1.5 million`, `20 000`.
pub fn steps(steps: u64) -> String {
    if steps < 1_000_000 {
        return integer(steps);
    }
    let millions = steps as f64 / 1e6;
    let mut text = String::new();
    // Writing to a `String` does not fail.
    let _ =
        if millions.fract() == 0.0 { write!(text, "{}", integer(millions as u64)) } else { write!(text, "{millions}") };
    text + &format!("{NO_BREAK}million")
}

/// Returns the caveats of a figure as an HTML list that begins with `items`; an empty string if the list would be empty.
pub fn remarks(mut items: String, caveats: &[Caveat]) -> String {
    for caveat in caveats {
        items += &format!("<li>{}</li>", caveat.text());
    }
    if items.is_empty() { items } else { format!(r#"<ul class="caveats">{items}</ul>"#) }
}

/// Escapes untrusted text for use in HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_at_most_three_significant_digits() {
        for (ms, text) in [
            (0.04, "0.0 ms"),
            (9.96, "10.0 ms"),
            (48.4, "48 ms"),
            (290.0, "0.29 s"),
            (2_040.0, "2.04 s"),
            (12_345.0, "12.3 s"),
            (123_456.0, "123 s"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(duration(ms).replace(NO_BREAK, " "), text);
        }
    }

    #[test]
    fn integers_are_grouped_and_steps_are_not_rounded() {
        assert_eq!(integer(421_000_014_000_000).replace('\u{202f}', " "), "421 000 014 000 000");
        assert_eq!(integer(7), "7");
        assert_eq!(steps(30_000_000).replace(NO_BREAK, " "), "30 million");
        assert_eq!(steps(1_500_000).replace(NO_BREAK, " "), "1.5 million");
        assert_eq!(steps(20_000).replace('\u{202f}', " "), "20 000");
        assert_eq!((times(1.916), times(12.34)), ("1.92×".to_owned(), "12.3×".to_owned()));
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(escape("<b a=\"&\">"), "&lt;b a=&quot;&amp;&quot;&gt;");
    }
}
