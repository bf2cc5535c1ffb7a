//! The format of numbers on the page: units after a no-break space, at most three significant digits. Numbers are first rounded to
//! four significant digits, which is what a link holds, so page and link never print different numbers.

use crate::measure::{Caveat, power_of_ten_below};

const NO_BREAK: char = '\u{a0}';

/// Rounds to four significant digits. Half of a last digit is then rounded up by every format of fewer digits, as in JavaScript.
fn rounded(value: f64) -> f64 {
    let power = power_of_ten_below(value);
    (value / power * 1e3).round() * power / 1e3 * (1.0 + 1e-12)
}

/// Formats a number with this many decimals, at most nine: `1.92`; a dash for what is not a finite number. It computes with integers,
/// because the standard library's formatting of floats would be 3 kB of the page's program.
pub fn decimal(value: f64, decimals: u32) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let unit = 10_u64.pow(decimals);
    let units = (value.abs() * unit as f64).round() as u64;
    let sign = if value < 0.0 && units > 0 { "-" } else { "" };
    let whole = units / unit;
    match decimals {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{:0width$}", units % unit, width = decimals as usize),
    }
}

/// Formats a ratio with two decimals: `1.92`.
pub fn ratio(value: f64) -> String {
    decimal(rounded(value), 2)
}

/// Formats the bounds of an interval: `1.85 to 1.93`.
pub fn interval(low: f64, high: f64) -> String {
    format!("{} to {}", ratio(low), ratio(high))
}

/// Formats two durations in milliseconds with as many digits as it takes to divide one by the other, and their ratio, which is what a
/// reader gets who divides the printed numbers: `2.04 s`, `0.29 s`, `7.03×`.
pub fn pair(above_ms: f64, below_ms: f64) -> [String; 3] {
    const MOST_DIGITS: u32 = 5;
    let (unit, name) = if above_ms.max(below_ms) < 100.0 { (1.0, "ms") } else { (1e3, "s") };
    let wanted = times(above_ms / below_ms);
    let mut digits = if unit == 1.0 { 1 } else { 2 };
    loop {
        let printed_units = |ms: f64| (ms / unit * 10_f64.powi(digits as i32)).round();
        let printed = times(printed_units(above_ms) / printed_units(below_ms));
        if printed == wanted || digits == MOST_DIGITS {
            let [above, below] = [above_ms, below_ms].map(|ms| decimal(ms / unit, digits));
            return [format!("{above}{NO_BREAK}{name}"), format!("{below}{NO_BREAK}{name}"), printed];
        }
        digits += 1;
    }
}

/// Formats a duration, given in milliseconds: `0.29 s`, `2.04 s`, `12.3 s`, or `48 ms` below a tenth of a second.
pub fn duration(ms: f64) -> String {
    let ms = rounded(ms);
    let (value, decimals, unit) = match ms {
        ms if !ms.is_finite() => return "–".to_owned(),
        ms if ms < 10.0 => (ms, 1, "ms"),
        ms if ms < 100.0 => (ms, 0, "ms"),
        ms if ms < 9_995.0 => (ms / 1e3, 2, "s"),
        ms if ms < 99_950.0 => (ms / 1e3, 1, "s"),
        ms => (ms / 1e3, 0, "s"),
    };
    decimal(value, decimals) + "\u{a0}" + unit
}

/// Formats a speed-up: `1.92×`, `12.3×`.
pub fn times(speedup: f64) -> String {
    let speedup = rounded(speedup);
    decimal(speedup, if speedup < 9.995 { 2 } else { 1 }) + "×"
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

/// Formats a number of steps, in millions or billions: `1.5 billion`, `30 million`, `1.5 million`, `20 000`.
pub fn steps(steps: u64) -> String {
    if steps < 1_000_000 {
        return integer(steps);
    }
    let (unit, digits, word) =
        if steps < 1_000_000_000 { (1_000_000, 6, "million") } else { (1_000_000_000, 9, "billion") };
    let amount = format!("{}.{:0digits$}", steps / unit, steps % unit);
    format!("{}{NO_BREAK}{word}", amount.trim_end_matches('0').trim_end_matches('.'))
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
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_have_at_most_three_significant_digits() {
        for (ms, text) in [
            (0.04, "0.0 ms"),
            (9.96, "10.0 ms"),
            (48.4, "48 ms"),
            (290.0, "0.29 s"),
            (2_040.0, "2.04 s"),
            (12_344.0, "12.3 s"),
            (123_444.0, "123 s"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(duration(ms).replace(NO_BREAK, " "), text);
        }
    }

    #[test]
    fn decimals_are_those_of_the_standard_library() {
        for (value, decimals, text) in [
            (1.916, 2, "1.92"),
            (0.04, 1, "0.0"),
            (-0.04, 1, "0.0"),
            (-2.5, 1, "-2.5"),
            (7.0, 0, "7"),
            (0.999, 2, "1.00"),
            (12.005, 3, "12.005"),
            (f64::INFINITY, 2, "–"),
            (f64::NAN, 0, "–"),
        ] {
            assert_eq!(decimal(value, decimals), text);
        }
    }

    #[test]
    fn integers_are_grouped_and_steps_are_not_rounded() {
        assert_eq!(integer(421_000_014_000_000).replace('\u{202f}', " "), "421 000 014 000 000");
        assert_eq!(integer(7), "7");
        assert_eq!(steps(30_000_000).replace(NO_BREAK, " "), "30 million");
        assert_eq!(steps(1_500_000).replace(NO_BREAK, " "), "1.5 million");
        assert_eq!(steps(1_000_000_000).replace(NO_BREAK, " "), "1 billion");
        assert_eq!(steps(1_234_567_890).replace(NO_BREAK, " "), "1.23456789 billion");
        assert_eq!(steps(20_000).replace('\u{202f}', " "), "20 000");
        assert_eq!((times(1.916), times(12.34)), ("1.92×".to_owned(), "12.3×".to_owned()));
    }

    proptest! {
        #[test]
        fn printed_times_and_their_printed_ratio_agree(above_ms in 0.5..1e6f64, below_ms in 0.5..1e6f64) {
            let [above, below, ratio] = pair(above_ms, below_ms);
            let number = |text: &str| text.trim_end_matches('×').split(NO_BREAK).next().and_then(|digits| digits.parse::<f64>().ok()).expect("a number");
            prop_assert_eq!(above.split(NO_BREAK).nth(1), below.split(NO_BREAK).nth(1));
            prop_assert_eq!(times(number(&above) / number(&below)), ratio.clone());
            // Rounding twice may move the last digit by one.
            let last = if number(&ratio) < 9.995 { 0.01 } else { 0.1f64.max(1e-3 * number(&ratio)) };
            prop_assume!(number(&below) > 0.0);
            prop_assert!((number(&ratio) - above_ms / below_ms).abs() <= last, "{above} / {below} = {ratio}");
        }

        #[test]
        fn a_number_prints_the_same_after_it_went_through_a_link(value in 1e-2..1e7f64) {
            let sent = format!("{value:.3e}").parse::<f64>().expect("a number");
            prop_assert_eq!(ratio(value), ratio(sent));
            prop_assert_eq!(times(value), times(sent));
            prop_assert_eq!(duration(value), duration(sent));
        }
    }

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!(
            (ratio(2.125), ratio(2.2449), ratio(2.245), ratio(1.005)),
            ("2.13".into(), "2.25".into(), "2.25".into(), "1.01".into())
        );
        assert_eq!(pair(244.0, 210.0).map(|text| text.replace(NO_BREAK, " ")), ["0.244 s", "0.210 s", "1.16×"]);
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(escape("<b a=\"&\">"), "&lt;b a=&quot;&amp;&quot;&gt;");
    }
}
