//! Compares Every Core with the alternatives a user has: `cargo xtask bench`.
//!
//! One process asks all contenders in turn: pages in browsers (through the WebDriver harness of `tests/driver`), native Rust,
//! and CPython. It is built without optimisation, because every contender times its own work.
//!
//! - [`plan`]: the number of rounds and steps; [`stage`]: the contenders' processes; [`lines`]: child processes that answer lines
//! - [`rounds`]: interleaved sampling; [`series`]: the samples of one contender in one case, and their statistics
//! - [`kernel`], [`scaling`], [`overheads`], [`load`], [`growth`]: the sections of the report; [`pool_tasks`], [`memory`],
//!   [`ended_pools`], [`audits`]: parts of sections; [`watched`]: a browser whose memory is measured
//! - [`section`], [`targets`], [`machine`], [`report`], [`plot`]: the report

mod audits;
mod ended_pools;
mod growth;
mod kernel;
mod lines;
mod load;
mod machine;
mod memory;
mod overheads;
mod plan;
mod plot;
mod pool_tasks;
mod report;
mod rounds;
mod scaling;
mod section;
mod series;
mod stage;
mod targets;
mod watched;

use anyhow::Result;
use plan::{Part, Plan};
use report::Report;
use section::Section;
use stage::Stage;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let outcome = Plan::from_args(std::env::args().skip(1)).and_then(|plan| {
        // The server has its own thread, so it can answer while this thread waits for a child process.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(measure(&plan))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(plan: &Plan) -> Result<()> {
    let (began, before) = (Instant::now(), machine::load_average());
    let mut stage = Stage::open().await?;
    let mut sections = Vec::new();
    for part in plan.parts() {
        eprintln!("bench: {} ({} s so far)", part.name(), began.elapsed().as_secs());
        sections.push(measure_part(part, plan, &mut stage).await?);
    }
    let browsers = stage.user_agents().await?;
    stage.close();
    let report = Report {
        machine: machine::describe(&browsers, &before),
        plan,
        took_s: began.elapsed().as_secs(),
        targets: targets::judge(&sections),
        sections,
    };
    report.write()
}

async fn measure_part(part: Part, plan: &Plan, stage: &mut Stage) -> Result<Section> {
    match part {
        Part::Kernel => kernel::measure(plan, stage).await,
        Part::Scaling => scaling::measure(plan, stage).await,
        Part::Overheads => overheads::measure(plan, stage).await,
        Part::Load => load::measure(plan).await,
        Part::Growth => growth::measure(plan, stage).await,
    }
}
