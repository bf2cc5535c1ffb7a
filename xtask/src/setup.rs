//! Makes the machine ready for a command, in three steps that never mix: find what is missing, install all of it, resolve the
//! paths that the command uses. A path that is resolved before the last package is in may be the wrong one afterwards.

use crate::toolchain::{Route, RustupPart, Toolchain};
use crate::tools::{AXE, BINARYEN, CargoTool, LIGHTHOUSE, NpmPackage, geckodriver, trunk, wasm_bindgen};
use crate::{cargo_tools, debian, npm, toolchain, www};
use anyhow::{Result, anyhow, bail};
use std::time::Instant;
use xshell::Shell;

/// Which tools a command needs, besides those that build the site.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    Site,
    /// Lints for both compilers, and the browsers with their drivers.
    SiteAndBrowsers,
    /// The same, and Lighthouse.
    SiteAndLighthouse,
}

impl Needs {
    /// Whether the command runs the tests, and so needs lints and browsers.
    pub(crate) fn tests(self) -> bool {
        self != Self::Site
    }
}

const BROWSERS: [&str; 6] =
    ["chromium", "chromium-headless-shell", "chromium-driver", "firefox-esr", "webkit2gtk-driver", "xvfb"];

/// Makes the machine ready, quickly if it is already, and returns the compiler for wasm.
pub(crate) fn ensure(sh: &Shell, needs: Needs) -> Result<Toolchain> {
    let route = Route::choose(sh)?;
    in_order(
        || Missing::find(sh, needs, &route),
        |missing| missing.install(sh),
        |missing| missing.lines().into_iter().map(|(line, _)| line).collect(),
        || Toolchain::resolve(sh, &route, needs.tests()),
    )
}

/// Finds what is missing, installs it, makes sure that nothing is missing any more, and only then resolves paths. `names` puts
/// what is missing into words; an empty list means that nothing is.
fn in_order<Missing, Resolved>(
    find: impl Fn() -> Result<Missing>,
    install: impl FnOnce(Missing) -> Result<()>,
    names: impl Fn(&Missing) -> Vec<String>,
    resolve: impl FnOnce() -> Result<Resolved>,
) -> Result<Resolved> {
    let missing = find()?;
    if !names(&missing).is_empty() {
        install(missing)?;
        let left = names(&find()?);
        if !left.is_empty() {
            bail!("the installers reported success, but this is still missing: {}", left.join("; "));
        }
    }
    resolve()
}

/// What a command needs and the machine lacks.
struct Missing {
    debian: Vec<&'static str>,
    rustup: Vec<RustupPart>,
    npm: Vec<NpmPackage>,
    /// Whether the packages of `www/package-lock.json` are missing.
    www: bool,
    cargo: Vec<CargoTool>,
}

impl Missing {
    /// Looks at the machine; changes nothing.
    fn find(sh: &Shell, needs: Needs, route: &Route) -> Result<Self> {
        let mut debian = route.missing_packages(sh, needs.tests());
        let mut rustup = route.missing_parts(sh, needs.tests());
        let mut cargo = vec![wasm_bindgen(sh)?, trunk()];
        let mut npm = vec![BINARYEN];
        if needs.tests() {
            debian.extend(debian::missing(sh, &BROWSERS));
            // The toolchain for wasm and the one in use may be the same, and then lack the same part.
            let lints = toolchain::missing_native_lints(sh).into_iter().filter(|part| !rustup.contains(part));
            rustup.extend(lints.collect::<Vec<_>>());
            cargo.push(geckodriver());
            npm.push(AXE);
        }
        npm.extend((needs == Needs::SiteAndLighthouse).then_some(LIGHTHOUSE));
        cargo.retain(|tool| !cargo_tools::is_installed(sh, tool));
        npm.retain(|package| !npm::is_installed(sh, package));
        Ok(Self { debian, rustup, npm, www: !www::is_installed(sh), cargo })
    }

    /// What is missing, and how many seconds each takes to install on two cores.
    fn lines(&self) -> Vec<(String, u32)> {
        let mut lines = Vec::new();
        if !self.debian.is_empty() {
            lines.push((format!("Debian packages {}", self.debian.join(" ")), 100));
        }
        lines.extend(self.rustup.iter().map(|part| (part.to_string(), 20)));
        for NpmPackage { name, version, seconds, .. } in &self.npm {
            lines.push((format!("{name} {version} from npm, into .tools"), *seconds));
        }
        if self.www {
            let line = "TypeScript, esbuild, the editor and CPython from npm, into .tools";
            lines.push((line.to_owned(), www::SECONDS));
        }
        for tool in &self.cargo {
            lines.push((format!("{} {}, compiled into .tools", tool.name, tool.version), tool.build_seconds));
        }
        lines
    }

    /// Says what will be installed and for how long, and installs all of it.
    fn install(self, sh: &Shell) -> Result<()> {
        // What only a person can do is said before minutes are spent on the rest.
        if !self.debian.is_empty() && !debian::is_root(sh) {
            bail!(debian::ask_root_to_install(&self.debian));
        }
        if self.www || !self.npm.is_empty() {
            npm::check(sh)?;
        }
        announce(&self.lines());
        let started = Instant::now();
        // Compiling keeps the cores busy and downloading does not, so both run at once. Each thread has a shell of its own.
        std::thread::scope(|scope| {
            let root = sh.current_dir();
            let Self { debian, rustup, npm, www, cargo } = self;
            let downloads = scope.spawn(move || {
                let sh = Shell::new()?;
                sh.change_dir(root);
                debian::install(&sh, &debian)?;
                rustup.iter().try_for_each(|part| part.install(&sh))?;
                npm.iter().try_for_each(|package| npm::install(&sh, package))?;
                if www { www::install(&sh) } else { Ok(()) }
            });
            let compiled = cargo_tools::install(sh, &cargo);
            let downloaded = downloads.join().map_err(|_| anyhow!("the thread that installs packages panicked"))?;
            compiled.and(downloaded)
        })?;
        eprintln!("xtask: everything is installed, {} s", started.elapsed().as_secs());
        Ok(())
    }
}

fn announce(lines: &[(String, u32)]) {
    let seconds: u32 = lines.iter().map(|(_, seconds)| seconds).sum();
    let minutes = match seconds.div_ceil(60) {
        1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    };
    eprintln!("xtask: this machine lacks the following; installing it takes about {minutes}:");
    for (line, seconds) in lines {
        eprintln!("  {seconds:>4} s  {line}");
    }
}

#[cfg(test)]
mod tests {
    use super::in_order;
    use anyhow::{Result, bail};
    use std::cell::RefCell;

    /// A machine on which `names` are installed, as far as these tests are concerned.
    struct Machine {
        installed: RefCell<Vec<&'static str>>,
    }

    impl Machine {
        fn missing(&self) -> Vec<&'static str> {
            let installed = self.installed.borrow();
            ["compiler", "clippy", "browser"].into_iter().filter(|name| !installed.contains(name)).collect()
        }

        /// Prepares the machine with an installer that brings `brings`; returns what the resolver found installed.
        fn prepare(&self, brings: &[&'static str]) -> Result<Vec<&'static str>> {
            in_order(
                || Ok(self.missing()),
                |_| {
                    self.installed.borrow_mut().extend(brings);
                    Ok(())
                },
                |missing| missing.iter().map(|name| (*name).to_owned()).collect(),
                || Ok(self.installed.borrow().clone()),
            )
        }
    }

    #[test]
    fn paths_are_resolved_after_the_last_package_is_in() -> Result<()> {
        let machine = Machine { installed: RefCell::new(vec!["compiler"]) };
        assert_eq!(machine.prepare(&["browser", "clippy"])?, ["compiler", "browser", "clippy"]);
        Ok(())
    }

    #[test]
    fn a_complete_machine_installs_nothing() -> Result<()> {
        let machine = Machine { installed: RefCell::new(vec!["compiler", "clippy", "browser"]) };
        assert_eq!(machine.prepare(&["not wanted"])?, ["compiler", "clippy", "browser"]);
        Ok(())
    }

    #[test]
    fn what_an_installer_left_out_is_named_and_nothing_is_resolved() {
        let machine = Machine { installed: RefCell::new(vec!["compiler"]) };
        let error = machine.prepare(&["browser"]).expect_err("clippy is missing").to_string();
        assert!(error.contains("still missing: clippy"), "{error}");
    }

    #[test]
    fn a_failed_installation_resolves_nothing() {
        let outcome: Result<()> = in_order(
            || Ok(()),
            |()| bail!("no network"),
            |()| vec!["clippy".to_owned()],
            || panic!("resolved too early"),
        );
        assert_eq!(outcome.expect_err("nothing was installed").to_string(), "no network");
    }
}
