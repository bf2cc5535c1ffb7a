//! The compiler that builds the site for wasm.
//!
//! Threads need a standard library rebuilt with atomics, hence the compiler's own source at exactly its version. Two
//! routes lead there: rustup's `rust-src` component, or Debian's `rust*-web` packages. Neither is made the user's default:
//! the choice lives in the environment of one command ([`Toolchain::apply`]).

use crate::debian;
use crate::tools::{DEBIAN_LINKER, DEBIAN_TOOLCHAIN, MIN_RUST, RUSTUP_TOOLCHAIN, path, tools_dir};
use anyhow::{Context, Result, bail};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use xshell::{Cmd, Shell, cmd};

const TARGET: &str = "wasm32-unknown-unknown";

/// The value of `EVERY_CORE_TOOLCHAIN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Auto,
    Debian,
    Rustup,
}

impl FromStr for Wanted {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match text {
            "auto" | "" => Self::Auto,
            "debian" => Self::Debian,
            "rustup" => Self::Rustup,
            _ => bail!("EVERY_CORE_TOOLCHAIN is {text:?}: set it to debian, rustup or auto"),
        })
    }
}

/// Where the compiler comes from. Chosen before anything is installed; what it lacks is installed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The packages of [`DEBIAN_TOOLCHAIN`].
    Debian,
    /// The rustup toolchain of this name.
    Rustup(String),
}

/// The lints of Debian's compiler, a package of its own.
const DEBIAN_CLIPPY: &str = "rust-web-clippy";
/// The programs that Trunk calls by name. A folder of links to Debian's comes first on its `PATH`, before rustup's.
const DEBIAN_PROGRAMS: [&str; 2] = ["cargo", "rustc"];
/// The programs that the lints call by name.
const DEBIAN_CLIPPY_PROGRAMS: [&str; 2] = ["cargo-clippy", "clippy-driver"];

impl Route {
    /// Looks at the machine and decides; changes nothing.
    pub(crate) fn choose(sh: &Shell) -> Result<Self> {
        let wanted: Wanted = std::env::var("EVERY_CORE_TOOLCHAIN").unwrap_or_default().parse()?;
        let rustup_name = rustup_candidate(sh);
        let debian_ready = || Self::Debian.missing_packages(sh, false).is_empty();
        let rustup_ready = |name: &String| Self::Rustup(name.clone()).missing_parts(sh, false).is_empty();
        Ok(match (wanted, rustup_name) {
            (Wanted::Auto | Wanted::Rustup, Some(name)) if rustup_ready(&name) => Self::Rustup(name),
            (Wanted::Auto | Wanted::Debian, _) if debian::is_debian(sh) && debian_ready() => Self::Debian,
            (Wanted::Debian, _) if debian::is_debian(sh) => Self::Debian,
            (Wanted::Debian, _) => {
                bail!("EVERY_CORE_TOOLCHAIN is debian, but this system is not Debian: set it to rustup or auto")
            }
            (Wanted::Auto, _) if debian::is_debian(sh) && debian::is_root(sh) => Self::Debian,
            (Wanted::Auto | Wanted::Rustup, Some(name)) => Self::Rustup(name),
            (Wanted::Auto, None) if debian::is_debian(sh) => Self::Debian,
            (Wanted::Auto | Wanted::Rustup, None) => bail!("rustup is not installed: see https://rustup.rs"),
        })
    }

    /// The Debian packages that this route lacks. Installed packages that are too old count as missing: apt then upgrades them.
    pub(crate) fn missing_packages(&self, sh: &Shell, with_clippy: bool) -> Vec<&'static str> {
        if *self != Self::Debian {
            return Vec::new();
        }
        let mut packages = match debian_compiler_is_new_enough(sh) {
            true => debian::missing(sh, &DEBIAN_TOOLCHAIN),
            false => DEBIAN_TOOLCHAIN.to_vec(),
        };
        packages.extend(with_clippy.then(|| debian::missing(sh, &[DEBIAN_CLIPPY])).into_iter().flatten());
        packages
    }

    /// What rustup has to add for this route.
    pub(crate) fn missing_parts(&self, sh: &Shell, with_clippy: bool) -> Vec<RustupPart> {
        let Self::Rustup(name) = self else { return Vec::new() };
        let part = |what| RustupPart { toolchain: name.clone(), what };
        let mut parts = Vec::new();
        let Ok(root) = cmd!(sh, "rustup run {name} rustc --print sysroot").quiet().ignore_stderr().read() else {
            return [part(What::Toolchain), part(What::Component("rust-src")), part(What::Target)]
                .into_iter()
                .chain(with_clippy.then(|| part(What::Component("clippy"))))
                .collect();
        };
        let rustlib = Path::new(&root).join("lib/rustlib");
        if !sh.path_exists(rustlib.join("src/rust/library/Cargo.toml")) {
            parts.push(part(What::Component("rust-src")));
        }
        if !sh.path_exists(rustlib.join(TARGET)) {
            parts.push(part(What::Target));
        }
        if with_clippy && !runs(cmd!(sh, "rustup run {name} cargo clippy --version")) {
            parts.push(part(What::Component("clippy")));
        }
        parts
    }
}

/// Something that rustup downloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RustupPart {
    toolchain: String,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Toolchain,
    Component(&'static str),
    /// The standard library for wasm.
    Target,
}

impl fmt::Display for RustupPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { toolchain, what } = self;
        match what {
            What::Toolchain => write!(f, "the rustup toolchain {toolchain}"),
            What::Component(name) => write!(f, "{name} for the rustup toolchain {toolchain}"),
            What::Target => write!(f, "the {TARGET} target for the rustup toolchain {toolchain}"),
        }
    }
}

impl RustupPart {
    /// Lets rustup download and install it.
    pub(crate) fn install(&self, sh: &Shell) -> Result<()> {
        let Self { toolchain, what } = self;
        let command = match what {
            What::Toolchain => cmd!(sh, "rustup toolchain install --profile minimal {toolchain}"),
            What::Component(name) => cmd!(sh, "rustup component add {name} --toolchain {toolchain}"),
            What::Target => cmd!(sh, "rustup target add {TARGET} --toolchain {toolchain}"),
        };
        command.quiet().run().with_context(|| {
            format!(
                "rustup could not download {self}. On Debian, the compiler for wasm can come from packages instead:\n\n    {}\n\n\
                 and then EVERY_CORE_TOOLCHAIN=debian in front of this command\n",
                debian::apt_line(&DEBIAN_TOOLCHAIN)
            )
        })
    }
}

/// The lints that the native checks call and the rustup toolchain in use lacks. Without rustup they are the user's to install.
pub(crate) fn missing_native_lints(sh: &Shell) -> Vec<RustupPart> {
    let Some(toolchain) = rustup_toolchain_in_use(sh) else { return Vec::new() };
    let lacks = |name: &&str| !runs(cmd!(sh, "rustup run {toolchain} cargo {name} --version"));
    let components = [("fmt", "rustfmt"), ("clippy", "clippy")].into_iter().filter(|(name, _)| lacks(name));
    components.map(|(_, name)| RustupPart { toolchain: toolchain.clone(), what: What::Component(name) }).collect()
}

/// A compiler that can build the site, as it was found once everything was installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// That of the Debian packages, and the folder of links to its programs.
    Debian { bin: PathBuf },
    /// A rustup toolchain, by name.
    Rustup(String),
}

impl Toolchain {
    /// Finds the route's programs. Everything must be installed by now: a program that is not there is an error.
    pub(crate) fn resolve(sh: &Shell, route: &Route, with_clippy: bool) -> Result<Self> {
        match route {
            Route::Rustup(name) => Ok(Self::Rustup(name.clone())),
            Route::Debian => {
                if !debian_compiler_is_new_enough(sh) {
                    let (major, minor) = MIN_RUST;
                    bail!(
                        "the Debian packages are installed, but /usr/bin/rustc is older than {major}.{minor}: \
                         add bookworm-security to apt's sources"
                    );
                }
                let bin = tools_dir(sh).join("debian/bin");
                link(sh, Path::new("/usr/bin"), &DEBIAN_PROGRAMS, &bin)?;
                if with_clippy {
                    link(sh, Path::new("/usr/bin"), &DEBIAN_CLIPPY_PROGRAMS, &bin)?;
                }
                Ok(Self::Debian { bin })
            }
        }
    }

    /// The program behind `cargo clippy`. Called by its path, because cargo looks for subcommands in the user's own folder
    /// first, and finds rustup's there.
    pub(crate) fn cargo_clippy(&self) -> PathBuf {
        match self {
            Self::Debian { bin } => bin.join("cargo-clippy"),
            Self::Rustup(_) => "cargo-clippy".into(),
        }
    }

    /// Gives `command`, and nothing else, the environment in which cargo builds threaded wasm.
    pub(crate) fn apply<'a>(&self, sh: &Shell, command: Cmd<'a>) -> Result<Cmd<'a>> {
        let command = without_outer_cargo(command)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC_WRAPPER", std::env::current_exe()?)
            .env("CARGO_UNSTABLE_BUILD_STD", "panic_abort,std")
            .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
            // A separate folder, so that native builds and this one do not overwrite each other's.
            .env("CARGO_TARGET_DIR", sh.current_dir().join("target/wasm"));
        Ok(match self {
            Self::Debian { bin } => command
                .env("PATH", path(sh, std::slice::from_ref(bin))?)
                .env("RUSTC", "/usr/bin/rustc")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER),
            Self::Rustup(name) => command.env("PATH", path(sh, &[])?).env("RUSTUP_TOOLCHAIN", name),
        })
    }
}

/// Removes the variables of the cargo that runs `cargo xtask`: they would choose the compiler and flags of the one we start.
fn without_outer_cargo(mut command: Cmd<'_>) -> Cmd<'_> {
    let outer = std::env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        let exact = [
            "RUSTUP_TOOLCHAIN",
            "LD_LIBRARY_PATH",
            "RUST_BACKTRACE",
            "CARGO",
            "CARGO_BUILD_TARGET",
            "CARGO_ENCODED_RUSTFLAGS",
        ];
        let of_a_package = name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        exact.contains(&&*name) || of_a_package || name.starts_with("RUSTC") || name == "RUSTFLAGS"
    });
    for name in outer {
        command = command.env_remove(name);
    }
    command
}

/// Returns the rustup toolchain to use: the one in use here if it is new enough, otherwise the pinned one. `None` without rustup.
fn rustup_candidate(sh: &Shell) -> Option<String> {
    let name = rustup_toolchain_in_use(sh)?;
    let said = cmd!(sh, "rustup run {name} rustc --version").quiet().ignore_stderr().read().unwrap_or_default();
    Some(if is_new_enough(&said) { name } else { RUSTUP_TOOLCHAIN.to_owned() })
}

/// Returns the name of the rustup toolchain in use, or of the pinned one where rustup has none. `None` without rustup.
fn rustup_toolchain_in_use(sh: &Shell) -> Option<String> {
    cmd!(sh, "rustup --version").quiet().ignore_stderr().read().ok()?;
    let active = cmd!(sh, "rustup show active-toolchain").quiet().ignore_stderr().read().unwrap_or_default();
    Some(active.split_whitespace().next().unwrap_or(RUSTUP_TOOLCHAIN).to_owned())
}

fn runs(command: Cmd<'_>) -> bool {
    command.quiet().ignore_stderr().read().is_ok()
}

fn debian_compiler_is_new_enough(sh: &Shell) -> bool {
    is_new_enough(&cmd!(sh, "/usr/bin/rustc --version").quiet().ignore_stderr().read().unwrap_or_default())
}

/// Links `programs` of the folder `from` into the folder `to`, which goes onto a `PATH`. Links of an earlier call are replaced.
fn link(sh: &Shell, from: &Path, programs: &[&str], to: &Path) -> Result<()> {
    sh.create_dir(to)?;
    for name in programs {
        let (program, link) = (from.join(name), to.join(name));
        if !sh.path_exists(&program) {
            bail!("{} is missing, although its Debian package is installed", program.display());
        }
        cmd!(sh, "ln -sfn {program} {link}").quiet().run()?;
    }
    Ok(())
}

/// Whether the output of `rustc --version` names at least [`MIN_RUST`].
fn is_new_enough(said: &str) -> bool {
    let mut numbers = said.split_whitespace().nth(1).unwrap_or_default().split(['.', '-']).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= MIN_RUST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Wanted, is_new_enough, link};
    use anyhow::Result;
    use xshell::Shell;

    #[test]
    fn every_program_is_linked_or_named_as_missing() -> Result<()> {
        let sh = Shell::new()?;
        let folder = sh.create_temp_dir()?;
        let (from, to) = (folder.path().join("usr"), folder.path().join("bin"));
        for name in ["cargo", "cargo-clippy"] {
            sh.write_file(from.join(name), name)?;
        }
        link(&sh, &from, &["cargo", "cargo-clippy"], &to)?;
        assert_eq!(sh.read_file(to.join("cargo-clippy"))?, "cargo-clippy");
        let error = link(&sh, &from, &["cargo", "clippy-driver"], &to).expect_err("missing").to_string();
        assert!(error.contains("clippy-driver is missing"), "{error}");
        Ok(())
    }

    #[test]
    fn versions_are_compared_by_number() {
        assert!(is_new_enough("rustc 1.95.0 (59807616e 2026-04-14)"));
        assert!(is_new_enough("rustc 1.101.0-nightly (abc 2026-01-01)"));
        assert!(is_new_enough("rustc 2.0.0"));
        assert!(!is_new_enough("rustc 1.63.0"));
        assert!(!is_new_enough(""));
    }

    #[test]
    fn an_unknown_route_is_refused_by_name() {
        assert_eq!("debian".parse::<Wanted>().expect("known"), Wanted::Debian);
        let error = "arch".parse::<Wanted>().expect_err("unknown").to_string();
        assert!(error.contains("\"arch\"") && error.contains("debian, rustup or auto"), "{error}");
    }
}
