//! A report's raw values as a table, with a line for each sample.

use std::fmt::Write;

/// The samples of one strategy at one pool size.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CsvRow {
    pub workload: String,
    pub strategy: String,
    /// Pool size; 1 for `serial`.
    pub workers: u32,
    /// Size of the range.
    pub steps: u64,
    pub tiles: u32,
    /// Every sample, in the order of the rounds, milliseconds.
    pub samples_ms: Vec<f64>,
    /// Indices into `samples_ms` of Tukey outliers.
    pub outliers: Vec<u32>,
}

/// A table of samples.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Csv(pub Vec<CsvRow>);

impl Csv {
    /// Returns the table as RFC 4180 defines it: a header, then one line per sample; lines end in CR LF. Numbers have a decimal
    /// point whatever the reader's language.
    pub(crate) fn text(&self) -> String {
        let mut text = "workload,strategy,workers,steps,tiles,round,elapsedMs,outlier\r\n".to_owned();
        for row in &self.0 {
            let CsvRow { workload, workers, steps, tiles, .. } = row;
            for (round, elapsed_ms) in row.samples_ms.iter().enumerate() {
                let (workload, strategy) = (field(workload), field(&row.strategy));
                let outlier = row.outliers.contains(&(round as u32));
                let round = round + 1;
                // Writing to a String does not fail.
                let _ =
                    write!(text, "{workload},{strategy},{workers},{steps},{tiles},{round},{elapsed_ms},{outlier}\r\n");
            }
        }
        text
    }
}

/// Returns a field, quoted if the format requires it. A script can pass any report to `everyCore.csv`.
fn field(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
