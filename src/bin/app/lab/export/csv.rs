//! The raw values of a report as a table, one sample a line.

use std::fmt::Write;

/// One strategy at one pool size: what of a report becomes lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CsvRow {
    /// Name of the workload.
    pub workload: String,
    /// How it was run.
    pub strategy: String,
    /// Pool size; 1 for `serial`.
    pub workers: u32,
    /// Size of the range.
    pub steps: u64,
    /// Number of tiles.
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
    /// The table as RFC 4180 has it: a header, then one line a sample; lines end in CR LF. Numbers have a decimal point
    /// whatever the reader's language.
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

/// A field that may have been given by a stranger: quoted where the format needs it.
fn field(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
