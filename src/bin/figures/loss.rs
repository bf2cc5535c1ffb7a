//! Section 3: the run of Fig. 2, sorted, and the measures of a pool of the comparison.

use super::charts::{Part, Sorted, Sorting, parts, stack, swatch, won};
use super::dom;
use super::door::Reports;
use super::player::controls;
use super::shown::{Shown, Source};
use super::tables::{bounds, data_table, interval, of_lecture};
use every_core::draw::format::{duration, ratio, steps};
use every_core::draw::way;
use every_core::report::{CompareReport, Strategy, StrategyReport};

/// Returns the empty figure.
pub(super) fn skeleton() -> String {
    format!(
        r#"<div id="loss-run"></div>{}<ol class="sum" id="loss-sum"></ol><div class="under-sum" id="loss-stack"></div><div id="loss-note"></div>"#,
        controls("loss")
    )
}

/// Fig. 3, of one run.
pub(super) struct Loss {
    shown: Shown,
    sorting: Sorting,
}

impl Loss {
    /// Prepares the figure of a run.
    pub(super) fn of(shown: Shown) -> Self {
        let sorting = Sorting::of(&shown.timeline, shown.useful_share());
        Self { shown, sorting }
    }

    /// Returns the run.
    pub(super) fn shown(&self) -> &Shown {
        &self.shown
    }

    fn lanes(&self) -> u32 {
        self.shown.timeline.lanes.len() as u32
    }

    /// Returns what a lane stands for.
    fn unit(&self) -> &'static str {
        match self.shown.report.strategy {
            Strategy::Interleaved => "tasks",
            _ if self.lanes() == 1 => "core",
            _ => "cores",
        }
    }

    fn parts_at(&self, ms: f64) -> Vec<Part> {
        parts(&self.shown.stack_at(ms), self.shown.serial_ms.is_some())
    }

    /// Draws everything that the section says of the run, with all of it sorted.
    pub(super) fn draw(&self, reports: &Reports) {
        dom::fill("loss-run", &self.which());
        dom::fill("loss-note", &self.note());
        self.draw_at(f64::INFINITY);
        dom::fill("loss-data", &self.data());
        let pool = reports.compare.as_ref().and_then(|compared| measured_pool(compared, &self.shown));
        dom::fill("loss-measures", &pool.map_or_else(String::new, |pool| measures(pool, &self.shown)));
    }

    /// Draws the figure at a moment of the replay, in milliseconds.
    pub(super) fn draw_at(&self, ms: f64) {
        let so_far = self.parts_at(ms);
        dom::fill("loss-sum", &self.equation(&so_far, ms < self.shown.timeline.elapsed_ms));
        dom::fill("loss-stack", &self.figure(&so_far, ms));
    }

    fn figure(&self, so_far: &[Part], ms: f64) -> String {
        stack(&Sorted {
            sorting: &self.sorting,
            at_ms: ms,
            whole: &self.parts_at(f64::INFINITY),
            so_far,
            lanes: self.lanes(),
            unit: self.unit(),
            sentence: &self.sentence(so_far),
        })
    }

    /// Names the run.
    fn which(&self) -> String {
        let report = &self.shown.report;
        let what = format!(
            "<b>{}</b>, {} steps of {}",
            way(report.strategy, self.lanes()).0,
            steps(report.steps),
            report.workload.name()
        );
        match self.shown.source {
            Source::Lecture => of_lecture(
                "The run of Fig. 2, sorted. Only its time is the lecture’s; what each process did is filled in to add up.",
            ),
            Source::Compared => {
                format!(r#"<p class="small dim">{what}: the median run of the comparison, which Fig. 2 shows.</p>"#)
            }
            Source::Watched => {
                format!(r#"<p class="small dim">{what}: the run that you watched, which Fig. 2 shows.</p>"#)
            }
        }
    }

    /// Explains what a reader may not expect of the bar.
    fn note(&self) -> String {
        let parts = self.parts_at(f64::INFINITY);
        let won = won(&parts);
        let text = if won > 0.0 {
            format!(
                "The pieces took less time on the pool than the serial run did, so slower work is negative here, {:.2}, and \
                 the bar is that much longer than the pool. The dashed rule marks the pool’s end.",
                -won
            )
        } else if self.shown.report.strategy == Strategy::Interleaved {
            "All tasks have one core, the page’s. While one of them computes, the others wait: that is their gaps."
                .to_owned()
        } else if self.shown.serial_ms.is_none() && self.shown.report.strategy.is_parallel() {
            "How much of the computing is slower work is known after a comparison of the same work.".to_owned()
        } else {
            String::new()
        };
        if text.is_empty() { text } else { format!(r#"<p class="explain block">{text}</p>"#) }
    }

    fn sentence(&self, parts: &[Part]) -> String {
        let mut text = format!("{:.2} {} are", total(parts), self.unit());
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
    fn equation(&self, parts: &[Part], is_partial: bool) -> String {
        let of = if is_partial {
            format!("of {} {} so far", self.lanes(), self.unit())
        } else {
            format!("{} for {}", self.unit(), duration(self.shown.timeline.elapsed_ms))
        };
        let mut items =
            format!(r#"<li class="total"><span class="q">{:.2}</span><span class="nm">{of}</span></li>"#, total(parts));
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

    fn data(&self) -> String {
        let elapsed_ms = self.shown.timeline.elapsed_ms;
        let rows: Vec<Vec<String>> = self
            .parts_at(f64::INFINITY)
            .iter()
            .map(|part| {
                vec![
                    part.name.to_owned(),
                    format!("{:.4}", part.cores),
                    format!("{:.2}", part.cores * elapsed_ms),
                    format!("{:.2}", part.cores / f64::from(self.lanes().max(1)) * 100.0),
                ]
            })
            .collect();
        data_table(&["part", self.unit(), "core time, ms", "% of all"], &rows)
    }

    /// Returns everything that the section says of a run.
    #[cfg(test)]
    pub(super) fn all(&self, compared: &CompareReport) -> String {
        let parts = self.parts_at(f64::INFINITY);
        let pool = measured_pool(compared, &self.shown);
        let measures = pool.map_or_else(String::new, |pool| measures(pool, &self.shown));
        self.which() + &self.equation(&parts, false) + &self.figure(&parts, f64::INFINITY) + &self.data() + &measures
    }
}

/// Returns the sum of the printed parts.
fn total(parts: &[Part]) -> f64 {
    parts.iter().map(|part| part.printed).sum()
}

/// Returns the pool whose measures are shown: that of the run if it is the comparison's, or the fastest one.
fn measured_pool<'a>(compared: &'a CompareReport, shown: &Shown) -> Option<&'a StrategyReport> {
    let same =
        compared.strategies.iter().find(|entry| entry.strategy == shown.report.strategy && entry.stack.is_some());
    same.filter(|_| shown.source == Source::Compared).or_else(|| compared.best_pool())
}

/// Names the largest loss of a pool, its amount and what to try, and lists the measures. If Fig. 3 sorts another run, it says so.
fn measures(pool: &StrategyReport, shown: &Shown) -> String {
    let Some(stack) = &pool.stack else { return String::new() };
    let workers = pool.median_run.workers;
    let parts = parts(stack, true);
    let largest =
        parts[1..].iter().fold(&parts[1], |largest, part| if part.cores > largest.cores { part } else { largest });
    let other = if shown.source == Source::Compared && shown.report.strategy == pool.strategy {
        String::new()
    } else {
        format!(
            r#"<p class="small dim">Measures of the comparison’s {}, which is not the run above:</p>"#,
            way(pool.strategy, workers).0.replacen('P', "p", 1)
        )
    };
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
            (format!("−{:.4}", share.abs()), "below zero: better than a perfect split of the serial time".to_owned())
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
            stack.speedup
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
        Some(runs) => (
            runs.to_string(),
            format!("the number of runs after which making the pool, {}, has paid", duration(pool.spawn_ms)),
        ),
        None => ("never".to_owned(), "a run on this pool is no quicker than a serial one".to_owned()),
    };
    rows += &row("Break-even", &value, &reading);
    format!(
        r#"{other}<p class="explain block"><b>Largest loss: {}, {:.2} of {workers} cores.</b> {advice}</p><table class="metrics block"><thead><tr><th>measure</th><th class="n">value</th><th>how to read it</th></tr></thead><tbody>{rows}</tbody></table>"#,
        largest.name, largest.printed
    )
}

fn row(name: &str, value: &str, reading: &str) -> String {
    format!(r#"<tr><th scope="row">{name}</th><td class="n">{value}</td><td class="r">{reading}</td></tr>"#)
}

fn rounds(count: usize) -> String {
    if count == 1 { "one round".to_owned() } else { format!("{count} rounds") }
}
