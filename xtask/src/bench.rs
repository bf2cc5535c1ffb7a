//! `cargo xtask bench`: builds the site and its peers, and measures them side by side.

use crate::names::FEATURES;
use crate::setup::{self, Needs};
use crate::toolchain::Toolchain;
use crate::{npm, site, tools};
use anyhow::{Context, Result};
use std::path::PathBuf;
use xshell::{Shell, cmd};

/// What `--quick` and `--only` chose.
pub(crate) struct BenchOptions {
    pub quick: bool,
    pub only: Option<String>,
}

const PEERS: &str = "benches/peers";
/// The flags of the site's wasm without those that share memory.
const SINGLE_THREADED: &str = "-Ctarget-feature=+bulk-memory,+simd128 -Zlocation-detail=none -Zunstable-options \
                               -Cpanic=immediate-abort -Zfmt-debug=none";
/// What workerpool and poolifier ask for under Node and Bun only; in a browser they never do.
const NODE_ONLY: [&str; 4] =
    ["--external:os", "--external:child_process", "--external:worker_threads", "--external:process"];
/// The native kernel is built twice: as the site is, and as fast as it gets.
const LEVELS: [&str; 2] = ["z", "3"];

/// Measures; the report goes into `docs/`, or into `target/bench/` where it is not the whole of it.
pub(crate) fn run(sh: &Shell, options: &BenchOptions) -> Result<()> {
    let toolchain = setup::ensure(sh, Needs::SiteAndLighthouse)?;
    eprintln!("xtask: building the site");
    site::build_with(sh, &toolchain, true)?;
    install_peers(sh)?;

    let folder = sh.current_dir().join("target/bench");
    let served = folder.join("site");
    sh.remove_path(&served)?;
    sh.create_dir(&folder)?;
    let dist = sh.current_dir().join("dist");
    cmd!(sh, "cp -r {dist} {served}").quiet().run()?;
    eprintln!("xtask: building the peers: bare wasm with and without threads, native at two levels, bundles");
    build_wasm(sh, &toolchain, "wasm", None)?;
    build_wasm(sh, &toolchain, "wasm-single", Some(SINGLE_THREADED))?;
    bundle(sh)?;
    for level in LEVELS {
        build_native(sh, level)?;
    }
    measure(sh, options)
}

fn peers_dir(sh: &Shell) -> PathBuf {
    tools::tools_dir(sh).join("peers")
}

/// The npm packages at the versions of `benches/peers/package.json`.
fn install_peers(sh: &Shell) -> Result<()> {
    let (folder, wanted) = (peers_dir(sh), sh.read_file(format!("{PEERS}/package.json"))?);
    if sh.path_exists(folder.join("installed")) && sh.read_file(folder.join("installed"))? == wanted {
        return Ok(());
    }
    eprintln!("xtask: installing the peers from npm into .tools/peers, about 5 s");
    sh.create_dir(&folder)?;
    sh.write_file(folder.join("package.json"), &wanted)?;
    cmd!(sh, "npm install --silent --no-audit --no-fund --no-package-lock --prefix {folder}")
        .quiet()
        .run()
        .context("npm could not install the peers: is Node 18.16 or newer installed, with npm?")?;
    sh.write_file(folder.join("installed"), &wanted)?;
    Ok(())
}

/// The peers' crate for the browser, into the served folder. Without `flags` it has the site's own.
fn build_wasm(sh: &Shell, toolchain: &Toolchain, name: &str, flags: Option<&str>) -> Result<()> {
    let target = sh.current_dir().join("target/bench").join(name);
    let out = sh.current_dir().join("target/bench/site/peers").join(name);
    let build = cmd!(
        sh,
        "cargo build --quiet --release --package every-core-peers --lib --target wasm32-unknown-unknown --target-dir {target}"
    );
    let mut build = toolchain.apply(sh, build)?;
    if let Some(flags) = flags {
        build = build.env("RUSTFLAGS", flags);
    }
    build.quiet().run().context("the peers' wasm could not be built")?;
    let wasm = target.join("wasm32-unknown-unknown/release/every_core_peers.wasm");
    let path = tools::path(sh, &[])?;
    cmd!(sh, "wasm-bindgen --target web --no-typescript --out-dir {out} {wasm}").quiet().env("PATH", &path).run()?;
    let bound = out.join("every_core_peers_bg.wasm");
    cmd!(sh, "wasm-opt -Oz {FEATURES...} {bound} -o {bound}").quiet().env("PATH", &path).run()?;
    Ok(())
}

/// The page's side of the peers, with the libraries bundled in.
fn bundle(sh: &Shell) -> Result<()> {
    let packages = peers_dir(sh).join("node_modules");
    let esbuild = packages.join(".bin/esbuild");
    let out = sh.current_dir().join("target/bench/site/peers");
    let bundle = |format: &str, entries: &[&str]| {
        let entries = entries.iter().map(|entry| format!("{PEERS}/web/{entry}.mjs"));
        cmd!(
            sh,
            "{esbuild} {entries...} --bundle --minify --log-level=error {NODE_ONLY...} --format={format} --outdir={out}"
        )
        .quiet()
        .env("NODE_PATH", &packages)
        .run()
        .context("esbuild could not bundle the peers")
    };
    bundle("esm", &["peers", "poolifier-worker"])?;
    bundle("iife", &["workerpool-worker", "threads-worker", "comlink-worker"])?;
    sh.copy_file(format!("{PEERS}/web/rayon-worker.js"), &out)?;
    Ok(())
}

fn build_native(sh: &Shell, level: &str) -> Result<()> {
    let cargo = cargo();
    let target = sh.current_dir().join(format!("target/bench/native-{level}"));
    cmd!(sh, "{cargo} build --quiet --release --package every-core-peers --bin native-peer --target-dir {target}")
        .quiet()
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level)
        .run()
        .context("the native peer could not be built")
}

fn measure(sh: &Shell, options: &BenchOptions) -> Result<()> {
    let cargo = cargo();
    let only = options.only.iter().flat_map(|only| ["--only", only.as_str()]);
    let flags = options.quick.then_some("--quick").into_iter().chain(only);
    // Not optimised: it only asks and writes down. What is measured was built above.
    cmd!(sh, "{cargo} test --quiet --bench side_by_side -- {flags...}")
        .quiet()
        .env("EVERY_CORE_DIST", sh.current_dir().join("dist"))
        .env("EVERY_CORE_LIGHTHOUSE", npm::home(sh, &tools::LIGHTHOUSE).join("cli/index.js"))
        .env("PATH", tools::path(sh, &[])?)
        .run()
        .context("the bench stopped; what it said stands above")
}

/// The cargo that runs us.
fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
