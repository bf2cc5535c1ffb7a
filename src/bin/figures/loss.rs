//! Section 3: the losses of the median run of the comparison's fastest pool.

use super::charts::{Part, parts, stack, swatch};
use super::dom;
use super::door::Reports;
use super::tables::{bounds, data_table, interval, of_lecture};
use every_core::draw::format::{duration, ratio, steps};
use every_core::draw::way;
use every_core::measure::LossStack;
use every_core::report::{CompareReport, Lecture, StrategyReport};

pub(super) fn draw(reports: &Reports, lecture: Option<&Lecture>) {
    if reports.compare.is_none()
        && let Some(seen) = lecture.and_then(|lecture| Seen::of(&lecture.compare))
    {
        let remark =
            "Its pool, sorted. Only the two times are the lecture’s; what each process did is filled in to add up.";
        dom::fill("loss-figure", &(of_lecture(remark) + &figure(&seen)));
    }
    let Some(seen) = reports.compare.as_ref().and_then(Seen::of) else { return };
    dom::fill("loss-figure", &figure(&seen));
    dom::fill("loss-measures", &measures(&seen));
    dom::fill("loss-data", &data(&seen));
}

struct Seen<'a> {
    report: &'a CompareReport,
    pool: &'a StrategyReport,
    stack: &'a LossStack,
    workers: u32,
}

impl<'a> Seen<'a> {
    fn of(report: &'a CompareReport) -> Option<Self> {
        let pool = report.best_pool()?;
        Some(Self { report, pool, stack: pool.stack.as_ref()?, workers: pool.median_run.workers })
    }
}

/// Returns everything that the section says of a report.
#[cfg(test)]
pub(super) fn all(report: &CompareReport) -> String {
    Seen::of(report).map_or_else(String::new, |seen| figure(&seen) + &measures(&seen) + &data(&seen))
}

fn figure(seen: &Seen<'_>) -> String {
    let parts = parts(seen.stack);
    let sentence = sentence(&parts);
    let longer = if seen.stack.inflation < 0.0 {
        format!(
            "<p class=\"explain block\">The pieces took less time on the pool than the serial run did, so slower work is \
             negative here, {:.2}, and the bar is that much longer than the pool. The dashed rule marks the pool’s end.</p>",
            parts[5].printed
        )
    } else {
        String::new()
    };
    format!(
        r#"<p class="small dim">{}, {} steps of {}: {}.</p><ol class="sum" aria-label="{sentence}">{}</ol><div class="under-sum">{}</div>{longer}"#,
        way(seen.pool.strategy, seen.workers).0,
        steps(seen.report.steps),
        seen.report.workload.name(),
        if seen.pool.median_run.verified { "the median run of the comparison" } else { "one run" },
        equation(seen, &parts),
        stack(seen.stack, seen.workers, &sentence)
    )
}

/// Returns the sum of the printed parts.
fn total(parts: &[Part]) -> f64 {
    parts.iter().map(|part| part.printed).sum()
}

fn sentence(parts: &[Part]) -> String {
    let mut text = format!("{:.2} cores are", total(parts));
    for (index, part) in parts.iter().enumerate() {
        let sign = match index {
            0 => "",
            _ if part.printed < 0.0 => " minus",
            _ => " plus",
        };
        text += &format!("{sign} {:.2} {}", part.printed.abs(), part.name);
    }
    text
}

/// Returns the sum as a list. It is a row, or a column on a narrow page.
fn equation(seen: &Seen<'_>, parts: &[Part]) -> String {
    let mut items = format!(
        r#"<li class="total"><span class="q">{:.2}</span><span class="nm">cores for {}</span></li>"#,
        total(parts),
        duration(seen.pool.median_run.elapsed_ms)
    );
    for (index, part) in parts.iter().enumerate() {
        let (before, sign) = match index {
            0 => ("=", ""),
            _ if part.printed < 0.0 => ("−", "−"),
            _ => ("+", "+"),
        };
        items += &format!(
            r#"<li class="wide-only" aria-hidden="true"><span class="op">{before}</span></li><li class="part"><span class="op narrow-only" aria-hidden="true">{sign}</span><span class="q">{:.2}</span><span class="nm">{}</span>{}</li>"#,
            part.printed.abs(),
            part.name,
            swatch(part)
        );
    }
    items
}

/// Names the largest loss, its amount and what to try, and lists the measures.
fn measures(seen: &Seen<'_>) -> String {
    let pool = seen.pool;
    let workers = seen.workers;
    let parts = parts(seen.stack);
    let largest =
        parts[1..].iter().fold(&parts[1], |largest, part| if part.cores > largest.cores { part } else { largest });
    let advice = pool.largest_loss.map_or("", |loss| loss.text());
    let (low, high) = bounds(pool.samples_ms.len() as u32, pool.speedup_low, pool.speedup_high);
    let mut rows = row(
        "Speed-up S",
        &format!("{}<em>{}</em>", ratio(pool.speedup), interval(low, high)),
        &format!(
            "serial time divided by pool time: the median of {}, with its 95% interval",
            rounds(pool.samples_ms.len())
        ),
    );
    if let Some(efficiency) = pool.efficiency {
        let reading = format!("speed-up divided by workers, {} / {workers}", ratio(pool.speedup));
        rows += &row("Efficiency E", &format!("{:.1}%", efficiency * 100.0), &reading);
    }
    let (value, reading) = match pool.karp_flatt {
        None => ("–".to_owned(), "says nothing of a pool of one".to_owned()),
        Some(share) if share < 0.0 => {
            (format!("{share:.4}"), "below zero: better than a perfect split of the serial time".to_owned())
        }
        Some(share) if share > 1.0 => {
            (format!("{share:.4}"), "above one: the pool was slower than the serial run".to_owned())
        }
        Some(share) => (
            format!("{share:.4}"),
            format!(
                "the run behaves as if {:.1}% of the work could not be split; if this grows with more workers, look for \
                 overhead",
                share * 100.0
            ),
        ),
    };
    rows += &row("Karp–Flatt e", &value, &reading);
    if let Some(pop) = &pool.pop {
        let product = format!(
            "serial time divided by the busy time of all workers; {workers} workers times these three is {:.2}, the \
             speed-up of this run",
            seen.stack.speedup
        );
        for (name, share, reading) in [
            ("Load balance", pop.load_balance, "mean busy time of a worker divided by that of the busiest"),
            ("Communication", pop.communication, "busy time of the busiest worker divided by the whole run"),
            ("Compute scaling", pop.compute_scaling, product.as_str()),
        ] {
            // The authors of these efficiencies use this threshold.
            let flag = if share < 0.8 { "<em>worth a look</em>" } else { "" };
            rows += &row(name, &format!("{share:.2}{flag}"), reading);
        }
    }
    let (value, reading) = match pool.break_even_runs {
        Some(runs) => {
            (runs.to_string(), format!("runs after which making the pool, {}, has paid", duration(pool.spawn_ms)))
        }
        None => ("never".to_owned(), "a run on this pool is no quicker than a serial one".to_owned()),
    };
    rows += &row("Break-even", &value, &reading);
    format!(
        r#"<p class="explain block"><b>Largest loss: {}, {:.2} of {workers} cores.</b> {advice}</p><table class="metrics block"><thead><tr><th>measure</th><th class="n">value</th><th>how to read it</th></tr></thead><tbody>{rows}</tbody></table>"#,
        largest.name, largest.printed
    )
}

fn row(name: &str, value: &str, reading: &str) -> String {
    format!(r#"<tr><th scope="row">{name}</th><td class="n">{value}</td><td class="r">{reading}</td></tr>"#)
}

fn data(seen: &Seen<'_>) -> String {
    let rows = parts(seen.stack).map(|part| {
        vec![
            part.name.to_owned(),
            format!("{:.4}", part.cores),
            format!("{:.2}", part.cores * seen.pool.median_run.elapsed_ms),
            format!("{:.2}", part.cores / f64::from(seen.workers) * 100.0),
        ]
    });
    data_table(&["part", "cores", "core time, ms", "% of the pool"], &rows)
}

fn rounds(count: usize) -> String {
    if count == 1 { "one round".to_owned() } else { format!("{count} rounds") }
}
