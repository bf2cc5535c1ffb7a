//! The versions that this project pins outside of `Cargo.toml`, and the folder of the tools.

use anyhow::{Context, Result};
use std::path::PathBuf;
use xshell::Shell;

/// The oldest compiler that builds the site, the same as `rust-version` in `Cargo.toml`.
pub(crate) const MIN_RUST: (u32, u32) = (1, 95);

/// The toolchain that rustup installs when the one in use is too old.
pub(crate) const RUSTUP_TOOLCHAIN: &str = "1.95.0";

/// A package from npm.
#[derive(Clone, Copy)]
pub(crate) struct NpmPackage {
    pub name: &'static str,
    pub version: &'static str,
    /// The folder in `.tools` that it is installed into. Commands of packages in `npm` are on our `PATH`.
    pub folder: &'static str,
    /// A rough estimate, printed before starting.
    pub seconds: u32,
}

/// The package with `wasm-opt`. Debian's is too old for the wasm features that we use.
pub(crate) const BINARYEN: NpmPackage = NpmPackage { name: "binaryen", version: "132.0.0", folder: "npm", seconds: 10 };

/// The accessibility checker that the browser tests inject into the page.
pub(crate) const AXE: NpmPackage = NpmPackage { name: "axe-core", version: "4.14.1", folder: "npm", seconds: 5 };

/// The page auditor, at the last version that runs on Node 18 and 20.
pub(crate) const LIGHTHOUSE: NpmPackage =
    NpmPackage { name: "lighthouse", version: "12.8.2", folder: "lighthouse", seconds: 15 };

/// Debian's current compiler, its source, and a linker of the same LLVM. Debian updates them; [`MIN_RUST`] is the least we accept.
pub(crate) const DEBIAN_TOOLCHAIN: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// The linker in [`DEBIAN_TOOLCHAIN`]. rustup's toolchains have their own.
pub(crate) const DEBIAN_LINKER: &str = "wasm-ld-22";

/// A command-line tool that `cargo install` compiles.
pub(crate) struct CargoTool {
    pub name: &'static str,
    /// The only binary of it that we use.
    pub bin: &'static str,
    pub version: String,
    /// Arguments that leave out features we do not use, which makes the build shorter.
    pub args: &'static [&'static str],
    /// A rough estimate for two cores, printed before starting.
    pub build_seconds: u32,
}

/// Trunk, which builds the page. We run it offline, so it is compiled without its check for updates.
pub(crate) fn trunk() -> CargoTool {
    CargoTool {
        name: "trunk",
        bin: "trunk",
        version: "0.22.1".to_owned(),
        args: &["--no-default-features", "--features", "rustls", "--ignore-rust-version"],
        build_seconds: 215,
    }
}

/// The command-line part of wasm-bindgen, whose version must equal that of the crate in `Cargo.lock`.
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

/// The folder of everything that we install. Git ignores it.
pub(crate) fn tools_dir(sh: &Shell) -> PathBuf {
    sh.current_dir().join(".tools")
}

/// Returns a `PATH` on which the folders `first` and then our own tools come first.
pub(crate) fn path(sh: &Shell, first: &[PathBuf]) -> Result<std::ffi::OsString> {
    let tools = tools_dir(sh);
    let ours = [tools.join("bin"), tools.join("npm/node_modules/.bin")];
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = first.iter().cloned().chain(ours).chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders).context("a folder on PATH has a colon in its name")
}

/// Returns the version of the package `name` in the text of a `Cargo.lock`.
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
    fn the_locked_version_is_that_of_the_package_and_no_other() {
        let lock = "[[package]]\nname = \"wasm-bindgen-rayon\"\nversion = \"1.3.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").expect("it is there"), "0.2.130");
        assert!(locked_version(lock, "wasm").is_err());
    }
}
