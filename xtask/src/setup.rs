//! Finds what a command needs and the machine lacks, says so with an estimate, and installs it.

use crate::toolchain::{self, Plan, Toolchain};
use crate::tools::{AXE, BINARYEN, CargoTool, LIGHTHOUSE, NpmPackage, geckodriver, trunk, wasm_bindgen};
use crate::{cargo_tools, debian, npm, www};
use anyhow::{Result, anyhow};
use std::time::Instant;
use xshell::Shell;

/// Which tools a command needs, besides those that build the site.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    Site,
    SiteAndBrowsers,
    SiteAndLighthouse,
}

const BROWSERS: [&str; 5] = ["chromium", "chromium-driver", "firefox-esr", "webkit2gtk-driver", "xvfb"];
const CLIPPY: &str = "rust-web-clippy";

/// Makes the machine ready, quickly if it is already.
pub(crate) fn ensure(sh: &Shell, needs: Needs) -> Result<Toolchain> {
    let plan = toolchain::plan(sh)?;
    let browsers = needs != Needs::Site;
    let on_debian = matches!(plan, Plan::AddDebian | Plan::Ready(Toolchain::Debian));
    let wanted: Vec<&str> = BROWSERS.into_iter().chain(on_debian.then_some(CLIPPY)).collect();
    let packages = if browsers { debian::missing(sh, &wanted) } else { Vec::new() };
    let mut tools = vec![wasm_bindgen(sh)?, trunk()];
    tools.extend(browsers.then(geckodriver));
    tools.retain(|tool| !cargo_tools::is_installed(sh, tool));
    let mut npm_packages = vec![BINARYEN];
    npm_packages.extend(browsers.then_some(AXE));
    npm_packages.extend((needs == Needs::SiteAndLighthouse).then_some(LIGHTHOUSE));
    npm_packages.retain(|package| !npm::is_installed(sh, package));
    let lacks_www = !www::is_installed(sh);

    announce(sh, &plan, &packages, &tools, &npm_packages, lacks_www);
    let started = Instant::now();
    refuse_without_root(sh, &plan, &packages)?;
    let nothing_to_do = matches!(plan, Plan::Ready(_))
        && packages.is_empty()
        && tools.is_empty()
        && npm_packages.is_empty()
        && !lacks_www;

    // Compiling keeps the cores busy, downloading does not: side by side. Each thread has a shell of its own.
    let toolchain = std::thread::scope(|scope| {
        let root = sh.current_dir();
        let downloads = scope.spawn(move || {
            let sh = Shell::new()?;
            sh.change_dir(root);
            let toolchain = plan.carry_out(&sh)?;
            debian::install(&sh, &packages)?;
            npm_packages.iter().try_for_each(|package| npm::install(&sh, package))?;
            if lacks_www {
                www::install(&sh)?;
            }
            anyhow::Ok(toolchain)
        });
        let compiled = if tools.is_empty() { Ok(()) } else { cargo_tools::install(sh, &tools) };
        let toolchain = downloads.join().map_err(|_| anyhow!("the thread that installs packages panicked"))?;
        compiled.and(toolchain)
    })?;
    if !nothing_to_do {
        eprintln!("xtask: everything is installed, {} s", started.elapsed().as_secs());
    }
    Ok(toolchain)
}

fn announce(sh: &Shell, plan: &Plan, packages: &[&str], tools: &[CargoTool], npm: &[NpmPackage], lacks_www: bool) {
    let mut lines = Vec::new();
    lines.extend(plan.announcement(sh));
    if !packages.is_empty() {
        lines.push((format!("Debian packages {}", packages.join(" ")), 60));
    }
    for NpmPackage { name, version, seconds, .. } in npm {
        lines.push((format!("{name} {version} from npm, into .tools"), *seconds));
    }
    if lacks_www {
        lines.push((
            "TypeScript, esbuild and the editor of the exercises from npm, into .tools".to_owned(),
            www::SECONDS,
        ));
    }
    for tool in tools {
        lines.push((format!("{} {}, compiled into .tools", tool.name, tool.version), tool.build_seconds));
    }
    if lines.is_empty() {
        return;
    }
    let seconds: u32 = lines.iter().map(|(_, seconds)| seconds).sum();
    eprintln!("xtask: this machine lacks the following; installing it takes about {}:", minutes(seconds));
    for (line, seconds) in lines {
        eprintln!("  {:>4} s  {line}", seconds);
    }
}

fn minutes(seconds: u32) -> String {
    match seconds.div_ceil(60) {
        1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// Says at once what only root can install, before minutes are spent on the rest.
fn refuse_without_root(sh: &Shell, plan: &Plan, packages: &[&str]) -> Result<()> {
    let mut all = match plan {
        Plan::AddDebian => debian::missing(sh, &crate::tools::DEBIAN_TOOLCHAIN),
        Plan::Ready(_) | Plan::AddRustup(_) => Vec::new(),
    };
    all.extend(packages);
    if all.is_empty() || debian::is_root(sh) { Ok(()) } else { debian::install(sh, &all) }
}
