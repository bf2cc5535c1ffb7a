//! The main result: the speed-up of the fastest pool, and whose times it is made of.

use js_sys::Number;

use super::dom;
use super::door::{Reports, is_running};
use every_core::draw::format::{duration, escape, integer, interval, pair, remarks, steps, times};
use every_core::report::{CompareReport, FEWEST_ROUNDS, Shortfall, Strategy, StrategyReport};

pub(super) fn draw(reports: &Reports) {
    if let Some(report) = &reports.compare {
        // `parseFloat` is used because the standard library's parser would be 15 kB of this program.
        let guess = dom::island("guess").and_then(|guess| guess.get_attribute("data-guessed"));
        let guess = guess.map(|text| Number::parse_float(&text));
        dom::fill("result", &headline(report, reports.reported, guess, is_running()));
    }
}

pub(super) fn headline(report: &CompareReport, reported: u32, guess: Option<f64>, is_running: bool) -> String {
    let Some(serial) = report.strategies.first() else { return String::new() };
    let work = format!("{} steps of {}", steps(report.steps), report.workload.name());
    let froze = format!(
        r#"<p>The page stood <span class="frozen">frozen for {}</span> while the serial run held the main thread.{}</p>"#,
        duration(serial.median_run.frozen_ms),
        report.best_pool().map_or_else(String::new, |pool| format!(
            " While the pool ran, its longest gap between two frames was {}.",
            duration(pool.median_run.frozen_ms)
        )),
    );
    let checked =
        format!("<p>Every run added up to {}: all the steps were done, once.</p>", integer(serial.median_run.checksum));
    let caveats = remarks(shortfalls(&report.shortfalls), &report.caveats);
    let Some(pool) = report.best_pool() else {
        return format!(
            r#"<div class="answer"><div class="big">{}</div><div class="say"><p><b>Serial only: {work}.</b> No pool could run here, so there is nothing to compare with.</p></div></div><div class="say checks">{froze}{checked}{caveats}</div>"#,
            duration(serial.median_ms)
        );
    };
    let core = if reported == 1 { "core" } else { "cores" };
    let (number, certainty) = certainty(report, pool, is_running);
    format!(
        r#"<div class="answer"><div class="big">{number}<small>on {reported} reported {core}</small></div><div class="say"><p>{}</p><p>{certainty}{}</p></div></div><div class="say checks">{froze}{checked}<p>In the lecture, 7.8 s became 1.4 s: 5.6× on 12 logical cores.</p>{caveats}</div>"#,
        whose(report, pool, &work),
        guess.map_or_else(String::new, |guess| guessed(guess, report.rounds, pool)),
    )
}

/// Compares the reader's guess with the interval.
fn guessed(guess: f64, rounds: u32, pool: &StrategyReport) -> String {
    let (low, high) = (pool.speedup_low, pool.speedup_high);
    let verdict = match guess {
        _ if rounds < FEWEST_ROUNDS => "",
        guess if guess < low - 0.05 => ", less than that",
        guess if guess > high + 0.05 => ", more than that",
        _ => ", within that",
    };
    format!(r#" <span class="guess-said">You guessed {guess:.1}×{verdict}.</span>"#)
}

/// Returns the items of a list that say which pools have too few workers, and why.
pub(super) fn shortfalls(shortfalls: &[Shortfall]) -> String {
    let item = |Shortfall { strategy, workers, reason }: &Shortfall| {
        let has = if *workers == 0 { "left out".to_owned() } else { format!("on {workers} workers") };
        format!("<li><b>{}, {has}:</b> {}.</li>", strategy.name(), escape(reason))
    };
    shortfalls.iter().map(item).collect()
}

/// Returns the times of the middle round, whose ratio is the speed-up.
fn whose(report: &CompareReport, pool: &StrategyReport, work: &str) -> String {
    let Some((serial_ms, pool_ms)) = report.middle_round(pool) else { return String::new() };
    let [serial, own, ratio] = pair(serial_ms, pool_ms);
    // The median of an even number of rounds lies between two of them.
    let ratio = if ratio == times(pool.speedup) { String::new() } else { format!(", {ratio}") };
    let memory = if pool.strategy == Strategy::Shared { "with shared memory" } else { "with isolated workers" };
    let which = if report.rounds == 1 { "the first round" } else { "the middle round" };
    format!(
        "<b>{serial} became {own}</b>{ratio} on a pool of {} {memory}, in {which}: {work}.",
        pool.median_run.workers
    )
}

/// Returns the number in large type, and how certain it is. If the interval contains 1, the number is the interval.
fn certainty(report: &CompareReport, pool: &StrategyReport, is_running: bool) -> (String, String) {
    let (rounds, speedup) = (report.rounds, times(pool.speedup));
    if rounds < FEWEST_ROUNDS {
        let so_far = if rounds == 1 { "one round".to_owned() } else { format!("{rounds} rounds") };
        let sentence = if is_running {
            "The next rounds show how certain that is.".to_owned()
        } else {
            format!("From {so_far}: too few to say how certain that is.")
        };
        return (speedup, sentence);
    }
    let range = interval(pool.speedup_low, pool.speedup_high);
    if pool.speedup_low <= 1.0 && pool.speedup_high >= 1.0 {
        let sentence = format!(
            "<b>It is not known whether the pool is faster</b>: the 95% interval, {range}, contains 1. Its middle is {speedup}, from \
             {rounds} rounds."
        );
        return (format!(r#"<span class="range">{range}×</span>"#), sentence);
    }
    (speedup, format!("The 95% interval is {range}, from {rounds} rounds."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use every_core::kernel::WorkloadId;
    use every_core::report::RunReport;
    use proptest::{collection, prop_assert_eq, proptest};

    fn run(strategy: Strategy, elapsed_ms: f64) -> RunReport {
        RunReport {
            schema: "",
            workload: WorkloadId::Primes,
            strategy,
            workers: 2,
            steps: 7_000_000,
            tiles: 2,
            seed: 0,
            checksum: 421,
            verified: true,
            spawn_ms: 0.0,
            elapsed_ms,
            frozen_ms: 0.0,
            per_worker: Vec::new(),
            tile_log: Vec::new(),
            joined_ms: elapsed_ms,
            caveats: Vec::new(),
        }
    }

    /// Returns the smallest, the middle and the largest value. The middle of an even number lies between two values.
    fn ordered(values: impl IntoIterator<Item = f64>) -> [f64; 3] {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let last = sorted.len() - 1;
        [sorted[0], (sorted[last / 2] + sorted[last.div_ceil(2)]) / 2.0, sorted[last]]
    }

    fn entry(strategy: Strategy, serial_ms: &[f64], samples_ms: &[f64]) -> StrategyReport {
        let [low, speedup, high] = ordered(serial_ms.iter().zip(samples_ms).map(|(serial_ms, ms)| serial_ms / ms));
        let [_, median_ms, _] = ordered(samples_ms.iter().copied());
        StrategyReport {
            strategy,
            recorded: true,
            samples_ms: samples_ms.to_vec(),
            median_ms,
            mad_ms: 0.0,
            speedup,
            speedup_low: low,
            speedup_high: high,
            confidence: 0.95,
            resolved: true,
            invalid: 0,
            outliers: Vec::new(),
            set_aside: Vec::new(),
            spawn_ms: 0.0,
            stack: None,
            largest_loss: None,
            efficiency: None,
            karp_flatt: None,
            break_even_runs: None,
            pop: None,
            median_run: run(strategy, median_ms),
        }
    }

    fn report(serial_ms: &[f64], shared_ms: &[f64]) -> CompareReport {
        CompareReport {
            schema: "",
            workload: WorkloadId::Primes,
            workers: 2,
            steps: 7_000_000,
            seed: 0,
            rounds: serial_ms.len() as u32,
            took_ms: 0.0,
            strategies: vec![
                entry(Strategy::Serial, serial_ms, serial_ms),
                entry(Strategy::Shared, serial_ms, shared_ms),
            ],
            fastest: Some(Strategy::Shared),
            shortfalls: Vec::new(),
            caveats: Vec::new(),
        }
    }

    /// Returns the number before a unit.
    fn number(text: &str) -> f64 {
        text.split(['\u{a0}', '×']).next().and_then(|digits| digits.parse().ok()).expect("a number")
    }

    proptest! {
        #[test]
        fn the_printed_times_and_their_ratio_agree(rounds in collection::vec((1.0..9_000.0f64, 0.1..40.0f64), 1..16)) {
            let serial_ms: Vec<f64> = rounds.iter().map(|(ms, _)| *ms).collect();
            let shared_ms: Vec<f64> = rounds.iter().map(|(ms, ratio)| ms / ratio).collect();
            let report = report(&serial_ms, &shared_ms);
            let html = headline(&report, 2, None, false);
            let (times_of, rest) = html.split_once("<p><b>").and_then(|(_, rest)| rest.split_once("</b>")).expect("times");
            let (serial, pool) = times_of.split_once(" became ").expect("two times");
            // The ratio of the two printed times is beside them, or else is the headline.
            let beside = rest.strip_prefix(", ").map(|rest| format!("{}×", rest.split_once('×').expect("a ratio").0));
            let printed = beside.unwrap_or_else(|| times(report.strategies[1].speedup));
            prop_assert_eq!(times(number(serial) / number(pool)), printed, "{}", html);
        }
    }

    #[test]
    fn an_interval_around_1_is_the_headline() {
        let unknown = headline(&report(&[100.0; 6], &[90.0, 120.0, 95.0, 105.0, 96.0, 104.0]), 2, None, false);
        assert!(unknown.contains(r#"<div class="big"><span class="range">0.83 to 1.11×"#), "{unknown}");
        assert!(unknown.contains("not known whether the pool is faster"), "{unknown}");
        let known = headline(&report(&[100.0; 6], &[50.0, 51.0, 50.5, 50.4, 50.6, 50.5]), 2, None, false);
        assert!(known.contains(r#"<div class="big">1.98×"#) && !known.contains("not known"), "{known}");
        assert!(known.contains("7\u{a0}million steps of primes"), "{known}");
        let guessed = headline(&report(&[100.0; 6], &[50.0, 51.0, 50.5, 50.4, 50.6, 50.5]), 2, Some(3.0), false);
        assert!(guessed.contains("You guessed 3.0×, more than that."), "{guessed}");
        assert!(headline(&report(&[100.0], &[50.0]), 2, None, false).contains("too few"));
    }
}
