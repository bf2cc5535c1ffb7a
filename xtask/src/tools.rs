//! Every version this project pins outside `Cargo.toml`, and where the tools lie.

use anyhow::{Context, Result};
use std::path::PathBuf;
use xshell::Shell;

/// The oldest compiler that builds the site: `rust-version` in `Cargo.toml` says the same.
pub(crate) const MIN_RUST: (u32, u32) = (1, 95);

/// The toolchain that rustup installs when the one in use is too old.
pub(crate) const RUSTUP_TOOLCHAIN: &str = "1.95.0";

/// A package from npm.
#[derive(Clone, Copy)]
pub(crate) struct NpmPackage {
    pub name: &'static str,
    pub version: &'static str,
    /// The folder of `.tools` that it goes into; the commands of those in `npm` are on our `PATH`.
    pub folder: &'static str,
    /// Roughly; printed before starting.
    pub seconds: u32,
}

/// It carries a current `wasm-opt` (Debian's is too old for our features).
pub(crate) const BINARYEN: NpmPackage = NpmPackage { name: "binaryen", version: "132.0.0", folder: "npm", seconds: 10 };

/// Looks for what keeps people from using the page; the browser tests inject it.
pub(crate) const AXE: NpmPackage = NpmPackage { name: "axe-core", version: "4.14.1", folder: "npm", seconds: 5 };

/// The last version for Node 18 and 20.
pub(crate) const LIGHTHOUSE: NpmPackage =
    NpmPackage { name: "lighthouse", version: "12.8.2", folder: "lighthouse", seconds: 15 };

/// Debian's current compiler, its source, and a linker of the same LLVM. The versions float: [`MIN_RUST`] is asked for.
pub(crate) const DEBIAN_TOOLCHAIN: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// The linker that [`DEBIAN_TOOLCHAIN`] brings; rustup's toolchains have their own.
pub(crate) const DEBIAN_LINKER: &str = "wasm-ld-22";

/// A command-line tool that `cargo install` builds.
pub(crate) struct CargoTool {
    pub name: &'static str,
    /// The one binary wanted of it.
    pub bin: &'static str,
    pub version: String,
    /// Arguments that make the build cheaper: features we do not use are left out.
    pub args: &'static [&'static str],
    /// Roughly, on two cores; printed before starting.
    pub build_seconds: u32,
}

/// Trunk, which builds the page. It only runs offline here, so it is built without what it needs to download.
pub(crate) fn trunk() -> CargoTool {
    CargoTool {
        name: "trunk",
        bin: "trunk",
        version: "0.22.1".to_owned(),
        args: &["--no-default-features", "--features", "rustls", "--ignore-rust-version"],
        build_seconds: 215,
    }
}

/// The command-line half of wasm-bindgen, which must be exactly as old as the crate in `Cargo.lock`.
pub(crate) fn wasm_bindgen(sh: &Shell) -> Result<CargoTool> {
    Ok(CargoTool {
        name: "wasm-bindgen-cli",
        bin: "wasm-bindgen",
        version: locked_version(&sh.read_file("Cargo.lock")?, "wasm-bindgen")?,
        args: &[],
        build_seconds: 85,
    })
}

/// Firefox's WebDriver, for the browser tests.
pub(crate) fn geckodriver() -> CargoTool {
    CargoTool { name: "geckodriver", bin: "geckodriver", version: "0.37.1".to_owned(), args: &[], build_seconds: 55 }
}

/// The folder that holds everything we install, ignored by git.
pub(crate) fn tools_dir(sh: &Shell) -> PathBuf {
    sh.current_dir().join(".tools")
}

/// The `PATH` on which our own tools come first.
pub(crate) fn path(sh: &Shell, first: &[PathBuf]) -> Result<std::ffi::OsString> {
    let tools = tools_dir(sh);
    let ours = [tools.join("bin"), tools.join("npm/node_modules/.bin")];
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = first.iter().cloned().chain(ours).chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders).context("a folder on PATH has a colon in its name")
}

/// The version of `name` in the text of a `Cargo.lock`.
fn locked_version(lock: &str, name: &str) -> Result<String> {
    let entry = format!("name = \"{name}\"\nversion = \"");
    lock.split_once(&entry)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(version, _)| version.to_owned())
        .with_context(|| format!("Cargo.lock has no package `{name}`: run `cargo metadata` and commit the lock file"))
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn reads_the_locked_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-rayon\"\nversion = \"1.3.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").expect("it is there"), "0.2.130");
        assert!(locked_version(lock, "wasm").is_err());
    }
}
