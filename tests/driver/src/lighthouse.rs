//! Lighthouse, which audits a page in its own Chromium.

use crate::server::Server;
use anyhow::{Context, Result};
use serde_json::Value;
use std::process::Command;

/// Runs Lighthouse once, and returns its report. Lighthouse has its own timeout.
pub fn audit(server: &Server, arguments: &[&str]) -> Result<Value> {
    let cli = std::env::var_os("EVERY_CORE_LIGHTHOUSE")
        .context("EVERY_CORE_LIGHTHOUSE is not set: run `cargo xtask lighthouse`")?;
    let output = Command::new("node")
        .arg(cli)
        .arg(server.url())
        .args(["--quiet", "--output=json", "--no-enable-error-reporting", "--max-wait-for-load=45000"])
        .arg("--chrome-flags=--headless=new --no-sandbox")
        .args(arguments)
        .env("CHROME_PATH", "/usr/bin/chromium")
        .output()
        .context("cannot start node")?;
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("Lighthouse did not write a report; its log: {errors}"))
}
