//! Installs command-line tools with `cargo install` into `.tools`, in a profile that builds fast.

use crate::tools::{CargoTool, tools_dir};
use anyhow::{Context, Result};
use std::time::Instant;
use xshell::{Shell, cmd};

/// The tools run for seconds, their builds take minutes: no optimisation, no debug information.
const CHEAP_PROFILE: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ("CARGO_PROFILE_RELEASE_STRIP", "debuginfo"),
];

/// Whether `.tools` has this tool at this version.
pub(crate) fn is_installed(sh: &Shell, tool: &CargoTool) -> bool {
    let bin = tools_dir(sh).join("bin").join(tool.bin);
    let said = cmd!(sh, "{bin} --version").quiet().ignore_stderr().read().unwrap_or_default();
    said.split_whitespace().any(|word| word == tool.version)
}

/// Builds and installs the tools, one after the other (each keeps all cores busy), with one shared build folder.
pub(crate) fn install(sh: &Shell, tools: &[CargoTool]) -> Result<()> {
    for tool in tools {
        let started = Instant::now();
        eprintln!("xtask: compiling {} {}, about {} s", tool.name, tool.version, tool.build_seconds);
        install_one(sh, tool)?;
        eprintln!("xtask: {} {} installed in {} s", tool.name, tool.version, started.elapsed().as_secs());
    }
    // The build folder: 2 GB that are not needed again.
    sh.remove_path(tools_dir(sh).join("target"))?;
    Ok(())
}

fn install_one(sh: &Shell, tool: &CargoTool) -> Result<()> {
    // A tool's lock file may name a version that a registry mirror does not have yet; then cargo chooses versions itself.
    if run_cargo_install(sh, tool, &["--locked"]).is_err() {
        eprintln!("xtask: trying again without the lock file of {}", tool.name);
        run_cargo_install(sh, tool, &[])
            .with_context(|| format!("cargo could not install {} {}", tool.name, tool.version))?;
    }
    Ok(())
}

fn run_cargo_install(sh: &Shell, tool: &CargoTool, locked: &[&str]) -> Result<()> {
    let (root, target) = (tools_dir(sh), tools_dir(sh).join("target"));
    let CargoTool { name, bin, version, args, .. } = tool;
    let args = args.iter().chain(locked);
    // The cargo that runs us, for native code. `--force` replaces another version.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    cmd!(sh, "{cargo} install --quiet --force --root {root} --version ={version} --bin {bin} {args...} {name}")
        .quiet()
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .envs(CHEAP_PROFILE)
        .run()?;
    Ok(())
}
