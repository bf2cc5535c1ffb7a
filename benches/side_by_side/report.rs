//! Writes the report: BENCHMARKS.md to read, benchmarks.json with every sample, and the plots.

use crate::machine::Facts;
use crate::plan::Plan;
use crate::section::{Section, Table};
use crate::stage::root;
use crate::targets::Target;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fmt::Write;

/// Everything the report contains.
pub(crate) struct Report<'a> {
    pub plan: &'a Plan,
    pub machine: Facts,
    pub took_s: u64,
    pub targets: Vec<Target>,
    pub sections: Vec<Section>,
}

impl Report<'_> {
    /// Writes the files, into `docs/` if the report is whole, and prints the Markdown.
    pub(crate) fn write(&self) -> Result<()> {
        let folder = root().join(if self.plan.is_whole() { "docs" } else { "target/bench" });
        let file = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
        };
        for plot in self.sections.iter().flat_map(|section| &section.plots) {
            file(plot.file, &plot.svg())?;
        }
        let text = self.markdown();
        file("BENCHMARKS.md", &text)?;
        file("benchmarks.json", &format!("{}\n", serde_json::to_string(&self.json())?))?;
        println!("{text}");
        eprintln!("bench: BENCHMARKS.md, benchmarks.json and the plots are in {}", folder.display());
        Ok(())
    }

    fn markdown(&self) -> String {
        let mut text = String::from(
            "# Side by side\n\nEvery Core compared with its alternatives, in interleaved rounds of one session. `cargo xtask bench` writes \
             this page; every sample is in [benchmarks.json](benchmarks.json).\n\n",
        );
        // Writing to a string cannot fail.
        if !self.plan.is_whole() {
            let _ = writeln!(
                text,
                "**Not the whole bench** (`--quick` or `--only`): use these figures for trying out only.\n"
            );
        }
        let verdict = |is_kept| match is_kept {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "–",
        };
        let rows = self
            .targets
            .iter()
            .map(|target| vec![target.asked.to_owned(), target.measured.clone(), verdict(target.is_kept).to_owned()]);
        text += "## Targets\n\n";
        text += &Table::new(
            "Judged by the median alone, not by its interval",
            &["target", "measured", "met"],
            rows.collect(),
        )
        .markdown();
        let _ = write!(
            text,
            "## How it is measured\n\nEach round runs every contender once, in an order drawn from the seed {}; a first round is not \
             counted. Figures are medians with 95 % intervals from order statistics, or with the range of fewer than six samples; ratios are taken within \
             a round. Every sum is compared with the closed form, and a run with a wrong sum is an error. Each contender times its \
             own work, with `performance.now()`, `Instant` or `perf_counter`. Libraries have the versions below and are used as \
             their documentation shows. The session took {} s.\n\n",
            self.plan.seed, self.took_s
        );
        let facts = self.machine.iter().map(|(name, value)| vec![name.clone(), value.clone()]).collect();
        text += &Table::new("The machine", &["property", "value"], facts).markdown();
        for section in &self.sections {
            let _ = write!(text, "## {}\n\n{}\n\n", section.title, section.method);
            for table in &section.tables {
                text += &table.markdown();
            }
            for plot in &section.plots {
                let _ = write!(text, "![{}]({})\n\n", plot.title, plot.file);
            }
            let left_out = section.series.iter().filter_map(|series| Some((series, series.missing.as_ref()?)));
            for (series, why) in left_out {
                let _ = write!(text, "Left out: {}, {}: {why}\n\n", series.who, series.case);
            }
        }
        text.trim_end().to_owned() + "\n"
    }

    fn json(&self) -> Value {
        let seed = self.plan.seed;
        let sections = self.sections.iter().map(|section| {
            let series: Vec<_> = section.series.iter().map(|series| series.to_json()).collect();
            json!({ "name": section.name, "method": section.method, "series": series })
        });
        let targets = self
            .targets
            .iter()
            .map(|target| json!({ "asked": target.asked, "measured": target.measured, "kept": target.is_kept }));
        json!({
            "schema": "every-core/benchmarks/1",
            "whole": self.plan.is_whole(),
            "seed": seed,
            "tookS": self.took_s,
            "machine": self.machine.iter().map(|(name, value)| json!({ "what": name, "which": value })).collect::<Vec<_>>(),
            "targets": targets.collect::<Vec<_>>(),
            "sections": sections.collect::<Vec<_>>(),
        })
    }
}
