//! Finds Debian packages that are missing, and installs them as root.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

/// Returns those of `packages` that are not installed. None on other systems, whose names for them we do not know.
pub(crate) fn missing<'a>(sh: &Shell, packages: &[&'a str]) -> Vec<&'a str> {
    if !is_debian(sh) {
        return Vec::new();
    }
    packages.iter().copied().filter(|package| !is_installed(sh, package)).collect()
}

fn is_installed(sh: &Shell, package: &str) -> bool {
    let format = "--showformat=${db:Status-Status}";
    let status = cmd!(sh, "dpkg-query --show {format} {package}").quiet().ignore_stderr().read();
    status.is_ok_and(|status| status == "installed")
}

/// Whether this system is Debian, whose package names we know.
pub(crate) fn is_debian(sh: &Shell) -> bool {
    let release = sh.read_file("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian")
}

/// Whether this process may install packages.
pub(crate) fn is_root(sh: &Shell) -> bool {
    cmd!(sh, "id -u").quiet().read().is_ok_and(|id| id == "0")
}

/// Returns the line that installs `packages`, for a reader to copy.
pub(crate) fn apt_line(packages: &[&str]) -> String {
    format!("sudo apt-get install --no-install-recommends {}", packages.join(" "))
}

/// Returns the error for a user who may not install `packages`.
pub(crate) fn ask_root_to_install(packages: &[&str]) -> String {
    format!("Debian packages are missing. Run this line, then this command again:\n\n    {}\n", apt_line(packages))
}

/// Installs `packages`, as root.
pub(crate) fn install(sh: &Shell, packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    // Another apt may be running: wait for its lock for up to two minutes.
    let apt = ["apt-get", "--quiet", "-oDPkg::Lock::Timeout=120", "-oDpkg::Use-Pty=0"];
    let run = |args: &[&str]| {
        cmd!(sh, "env {apt...} {args...}").quiet().env("DEBIAN_FRONTEND", "noninteractive").ignore_stdout().run()
    };
    run(&["update"]).context("apt could not read its sources")?;
    run(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
        .with_context(|| format!("apt could not install {}", packages.join(" ")))
}
