//! Sections of the report: tables, samples and plots.

use crate::plot::Plot;
use crate::series::Series;

/// A table of text cells.
pub(crate) struct Table {
    caption: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One section of the report.
pub(crate) struct Section {
    pub name: &'static str,
    pub title: &'static str,
    pub method: String,
    pub tables: Vec<Table>,
    pub series: Vec<Series>,
    pub plots: Vec<Plot>,
}

impl Table {
    pub(crate) fn new(caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { caption: caption.to_owned(), head: head.iter().map(|cell| (*cell).to_owned()).collect(), rows }
    }

    pub(crate) fn markdown(&self) -> String {
        // A line break would end the row.
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | ").replace('\n', " "));
        let rule = format!("|{}\n", "---|".repeat(self.head.len()));
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        format!("**{}**\n\n{}{rule}{rows}\n", self.caption, line(&self.head))
    }
}
