//! The compiler for the one wasm command.
//!
//! Threads need a standard library rebuilt with atomics, hence the compiler's own source at exactly its version. Two
//! routes lead there: rustup's `rust-src` component, or Debian's `rust*-web` packages. Neither is made the user's default:
//! the choice lives in the environment of one command ([`Toolchain::apply`]).

use crate::tools::{DEBIAN_LINKER, DEBIAN_TOOLCHAIN, MIN_RUST, RUSTUP_TOOLCHAIN, path, tools_dir};
use crate::{debian, tools};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use xshell::{Cmd, Shell, cmd};

const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler that can build the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// `/usr/bin/rustc` of the Debian packages.
    Debian,
    /// A rustup toolchain, by name.
    Rustup(String),
}

/// What the user asked for in `EVERY_CORE_TOOLCHAIN`.
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

/// What has to happen before the toolchain can be used.
#[derive(Debug)]
pub(crate) enum Plan {
    Ready(Toolchain),
    /// Install [`DEBIAN_TOOLCHAIN`].
    AddDebian,
    /// Let rustup add what this toolchain lacks (or the toolchain itself).
    AddRustup(String),
}

/// Looks at the machine and decides; changes nothing.
pub(crate) fn plan(sh: &Shell) -> Result<Plan> {
    let wanted: Wanted = std::env::var("EVERY_CORE_TOOLCHAIN").unwrap_or_default().parse()?;
    let rustup_name = rustup_candidate(sh);
    let debian_ready = || debian_is_complete(sh);
    let rustup_ready = |name: &String| rustup_is_complete(sh, name);
    Ok(match (wanted, rustup_name) {
        (Wanted::Auto | Wanted::Rustup, Some(name)) if rustup_ready(&name) => Plan::Ready(Toolchain::Rustup(name)),
        (Wanted::Auto | Wanted::Debian, _) if debian_ready() => Plan::Ready(Toolchain::Debian),
        (Wanted::Debian, _) if debian::is_debian(sh) => Plan::AddDebian,
        (Wanted::Debian, _) => bail!("EVERY_CORE_TOOLCHAIN is debian, but this is no Debian: set it to rustup or auto"),
        (Wanted::Auto, _) if debian::is_debian(sh) && debian::is_root(sh) => Plan::AddDebian,
        (Wanted::Auto | Wanted::Rustup, Some(name)) => Plan::AddRustup(name),
        (Wanted::Auto, None) if debian::is_debian(sh) => Plan::AddDebian,
        (Wanted::Auto | Wanted::Rustup, None) => bail!("no rustup here: install it from https://rustup.rs"),
    })
}

impl Plan {
    /// One line on what will be installed, and the seconds that takes; `None` when nothing will.
    pub(crate) fn announcement(&self, sh: &Shell) -> Option<(String, u32)> {
        match self {
            Self::Ready(_) => None,
            Self::AddDebian => {
                Some((format!("Debian packages {}", debian::missing(sh, &DEBIAN_TOOLCHAIN).join(" ")), 40))
            }
            Self::AddRustup(name) => {
                Some((format!("rust-src and the {TARGET} target for the rustup toolchain {name}"), 30))
            }
        }
    }

    /// Installs what is missing.
    pub(crate) fn carry_out(self, sh: &Shell) -> Result<Toolchain> {
        let toolchain = match self {
            Self::Ready(toolchain) => toolchain,
            Self::AddDebian => {
                debian::install(sh, &debian::missing(sh, &DEBIAN_TOOLCHAIN))?;
                if !debian_is_complete(sh) {
                    bail!("the Debian packages are installed, but /usr/bin/rustc is older than {}", minimum());
                }
                Toolchain::Debian
            }
            Self::AddRustup(name) => {
                add_rustup(sh, &name)?;
                Toolchain::Rustup(name)
            }
        };
        if toolchain == Toolchain::Debian {
            link_debian(sh)?;
        }
        Ok(toolchain)
    }
}

impl Toolchain {
    /// Gives `command` the environment in which cargo builds threaded wasm, and only that.
    pub(crate) fn apply<'a>(&self, sh: &Shell, command: Cmd<'a>) -> Result<Cmd<'a>> {
        let command = without_outer_cargo(command)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC_WRAPPER", std::env::current_exe()?)
            .env("CARGO_UNSTABLE_BUILD_STD", "panic_abort,std")
            .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
            // Its own folder, so that native builds and this one do not evict each other.
            .env("CARGO_TARGET_DIR", sh.current_dir().join("target/wasm"));
        Ok(match self {
            Self::Debian => command
                .env("PATH", path(sh, &[debian_bin(sh)])?)
                .env("RUSTC", "/usr/bin/rustc")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER),
            Self::Rustup(name) => command.env("PATH", path(sh, &[])?).env("RUSTUP_TOOLCHAIN", name),
        })
    }

    /// Whether this toolchain brings clippy.
    pub(crate) fn has_clippy(&self, sh: &Shell) -> bool {
        match self {
            Self::Debian => sh.path_exists("/usr/bin/clippy-driver") && sh.path_exists("/usr/bin/cargo-clippy"),
            Self::Rustup(name) => cmd!(sh, "rustup run {name} cargo clippy --version").quiet().read().is_ok(),
        }
    }
}

/// `cargo xtask` is itself run by a cargo, whose variables would choose the compiler and flags of the one we start.
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

/// The rustup toolchain to use: the one in use here if new enough, otherwise the pinned one. `None` without rustup.
fn rustup_candidate(sh: &Shell) -> Option<String> {
    cmd!(sh, "rustup --version").quiet().ignore_stderr().read().ok()?;
    let active = cmd!(sh, "rustup show active-toolchain").quiet().ignore_stderr().read().unwrap_or_default();
    let name = active.split_whitespace().next().unwrap_or(RUSTUP_TOOLCHAIN).to_owned();
    let said = cmd!(sh, "rustup run {name} rustc --version").quiet().ignore_stderr().read().unwrap_or_default();
    Some(if is_new_enough(&said) { name } else { RUSTUP_TOOLCHAIN.to_owned() })
}

fn rustup_is_complete(sh: &Shell, name: &str) -> bool {
    let sysroot = cmd!(sh, "rustup run {name} rustc --print sysroot").quiet().ignore_stderr().read();
    sysroot.is_ok_and(|root| {
        let rustlib = Path::new(&root).join("lib/rustlib");
        sh.path_exists(rustlib.join("src/rust/library/Cargo.toml")) && sh.path_exists(rustlib.join(TARGET))
    })
}

fn add_rustup(sh: &Shell, name: &str) -> Result<()> {
    let add = || -> xshell::Result<()> {
        if name == RUSTUP_TOOLCHAIN {
            cmd!(sh, "rustup toolchain install --profile minimal {name}").quiet().run()?;
        }
        cmd!(sh, "rustup component add rust-src --toolchain {name}").quiet().run()?;
        cmd!(sh, "rustup target add {TARGET} --toolchain {name}").quiet().run()
    };
    add().with_context(|| {
        format!(
            "rustup could not download rust-src and {TARGET}. On Debian, this works instead:\n\n    {}\n\n\
             and then EVERY_CORE_TOOLCHAIN=debian in front of this command\n",
            debian::apt_line(&DEBIAN_TOOLCHAIN)
        )
    })
}

fn debian_is_complete(sh: &Shell) -> bool {
    let said = cmd!(sh, "/usr/bin/rustc --version").quiet().ignore_stderr().read().unwrap_or_default();
    is_new_enough(&said)
        && sh.path_exists("/usr/bin/cargo")
        && sh.path_exists("/usr/lib/rustlib/src/rust/library/Cargo.toml")
        && sh.path_exists(Path::new("/usr/bin").join(DEBIAN_LINKER))
}

fn debian_bin(sh: &Shell) -> PathBuf {
    tools_dir(sh).join("debian/bin")
}

/// Trunk asks `PATH` for cargo and rustc, where rustup's come first: a folder of ours goes before them.
fn link_debian(sh: &Shell) -> Result<()> {
    let folder = debian_bin(sh);
    sh.create_dir(&folder)?;
    for name in ["cargo", "rustc", "cargo-clippy", "clippy-driver"] {
        let (link, to) = (folder.join(name), Path::new("/usr/bin").join(name));
        if sh.path_exists(&to) {
            cmd!(sh, "ln -sfn {to} {link}").quiet().run()?;
        }
    }
    Ok(())
}

/// Whether `rustc --version` said at least [`MIN_RUST`].
fn is_new_enough(said: &str) -> bool {
    let mut numbers = said.split_whitespace().nth(1).unwrap_or_default().split(['.', '-']).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= MIN_RUST,
        _ => false,
    }
}

fn minimum() -> String {
    format!("{}.{}", tools::MIN_RUST.0, tools::MIN_RUST.1)
}

#[cfg(test)]
mod tests {
    use super::{Wanted, is_new_enough};

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
