//! `cargo xtask clean-root`: runs both commands of the README on a Debian that has nothing but Rust and Node.
//!
//! A machine that has been used hides what set-up forgets. So each route gets a root folder made by debootstrap, with rustup's
//! toolchain and Node copied in, a fresh clone of the last commit and an empty tools folder. The commands run under `chroot` in
//! mount and process namespaces of their own, which end with them: nothing stays mounted, and no process survives.

use crate::debian;
use anyhow::{Context, Result, bail, ensure};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use xshell::{Shell, cmd};

const RELEASE: &str = "bookworm";
/// What rustup asks for on any Linux (a linker and the C library's headers), git for its users, certificates for downloads.
const PACKAGES: &str = "--include=gcc,libc6-dev,git,ca-certificates";
/// The values of `EVERY_CORE_TOOLCHAIN` that are tried. The third, `rustup`, needs rustup's own server.
const ROUTES: [&str; 2] = ["debian", "auto"];
/// `cargo xtask serve` compiles its tools first: several minutes on two cores, more on a busy machine.
const SERVE_TIMEOUT: Duration = Duration::from_secs(30 * 60);
const CLONE: &str = "root/every-core";

/// Tries one route, or all of them; prints how long each command took.
pub(crate) fn run(sh: &Shell, route: Option<&str>) -> Result<()> {
    let routes = match route {
        None => ROUTES.to_vec(),
        Some(route) if ROUTES.contains(&route) => vec![route],
        Some(route) => bail!("--route is {route:?}: it can be {}", ROUTES.join(" or ")),
    };
    ensure!(
        debian::is_debian(sh) && debian::is_root(sh),
        "clean-root needs root on Debian, for debootstrap and chroot"
    );
    if !cmd!(sh, "git status --porcelain").quiet().read()?.is_empty() {
        eprintln!("xtask: uncommitted changes are not part of what is tried: it is a clone of the last commit");
    }
    debian::install(sh, &debian::missing(sh, &["debootstrap"]))?;
    let mut lines = Vec::new();
    for route in routes {
        let root = sh.current_dir().join("target/clean-root").join(route);
        make_root(sh, &root)?;
        let served = serve(&root, route).with_context(|| format!("cargo xtask serve, route {route}"))?;
        let tested = test(&root, route).with_context(|| format!("cargo xtask test, route {route}"))?;
        sh.remove_path(&root)?;
        lines.push(format!(
            "{route}: serve answered after {} s; test passed after another {} s",
            served.as_secs(),
            tested.as_secs()
        ));
    }
    eprintln!("xtask: both commands pass in a clean root\n{}", lines.join("\n"));
    Ok(())
}

/// Makes the root folder anew: Debian, Rust, Node, a clone, and what this machine knows about its network.
fn make_root(sh: &Shell, root: &Path) -> Result<()> {
    eprintln!("xtask: making {}, about 3 minutes", root.display());
    sh.remove_path(root)?;
    sh.create_dir(root)?;
    // In a mount namespace of its own, because debootstrap mounts /proc there.
    cmd!(sh, "unshare --mount debootstrap --variant=minbase {PACKAGES} {RELEASE} {root}")
        .quiet()
        .ignore_stdout()
        .run()?;
    // Packages that bring a service must not start it in the root.
    sh.write_file(root.join("usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n")?;
    cmd!(sh, "chmod +x {root}/usr/sbin/policy-rc.d").quiet().run()?;
    add_updates(sh, root)?;

    let home = PathBuf::from(std::env::var_os("HOME").context("HOME is not set")?);
    let folder = |name: &str, default: &str| std::env::var_os(name).map_or_else(|| home.join(default), PathBuf::from);
    let (cargo, rustup) = (folder("CARGO_HOME", ".cargo"), folder("RUSTUP_HOME", ".rustup"));
    let active =
        cmd!(sh, "rustup show active-toolchain").quiet().read().context("clean-root copies rustup's toolchain")?;
    let toolchain = Path::new("toolchains").join(active.split_whitespace().next().context("rustup has no toolchain")?);
    copy(sh, &cargo.join("bin"), &root.join("root/.cargo/bin"))?;
    copy(sh, &rustup.join("settings.toml"), &root.join("root/.rustup/settings.toml"))?;
    copy(sh, &rustup.join(&toolchain), &root.join("root/.rustup").join(&toolchain))?;

    let node = cmd!(sh, "node --print process.execPath").quiet().read().context("clean-root copies Node")?;
    let npm = cmd!(sh, "sh -c 'realpath $(command -v npm)'").quiet().read().context("clean-root copies npm")?;
    let npm = Path::new(&npm).ancestors().nth(2).context("npm lies in no package")?;
    copy(sh, Path::new(&node), &root.join("usr/local/bin/node"))?;
    copy(sh, npm, &root.join("usr/local/lib/node_modules/npm"))?;
    cmd!(sh, "ln -s ../lib/node_modules/npm/bin/npm-cli.js {root}/usr/local/bin/npm").quiet().run()?;

    // Registries may be mirrors behind certificates of their own.
    let known =
        ["/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt", "/usr/local/share/ca-certificates"];
    let settings = [home.join(".npmrc"), home.join(".cargo/config.toml")];
    for path in known.iter().map(Path::new) {
        copy(sh, path, &root.join(path.strip_prefix("/")?))?;
    }
    for path in settings.iter().filter(|path| sh.path_exists(path)) {
        copy(sh, path, &root.join("root").join(path.strip_prefix(&home)?))?;
    }
    let (here, clone) = (sh.current_dir(), root.join(CLONE));
    cmd!(sh, "git clone --quiet --no-hardlinks {here} {clone}").quiet().run()?;
    Ok(())
}

/// debootstrap writes one source; the compiler comes from the security updates of the same mirror.
fn add_updates(sh: &Shell, root: &Path) -> Result<()> {
    let path = root.join("etc/apt/sources.list");
    let source = sh.read_file(&path)?;
    let mirror = source.split_whitespace().nth(1).context("debootstrap wrote no source for apt")?;
    let more = format!("deb {mirror} {RELEASE}-updates main\ndeb {mirror}-security {RELEASE}-security main\n");
    sh.write_file(&path, source.clone() + &more)?;
    Ok(())
}

fn copy(sh: &Shell, from: &Path, to: &Path) -> Result<()> {
    sh.create_dir(to.parent().context("a root has no parent")?)?;
    // With `--no-target-directory`, so that what is there already is replaced, not put inside.
    cmd!(sh, "cp --archive --dereference --no-target-directory {from} {to}").quiet().run()?;
    Ok(())
}

/// Starts the server, asks for the page until it comes, and returns how long that took.
fn serve(root: &Path, route: &str) -> Result<Duration> {
    let started = Instant::now();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let mut server = Server(inside(root, route, &format!("cargo xtask serve --port {port}")).spawn()?);
    loop {
        if let Ok(answer) = ask_for_page(port) {
            let lower = answer.to_ascii_lowercase();
            ensure!(
                lower.starts_with("http/1.1 200"),
                "the server answered: {}",
                answer.lines().next().unwrap_or_default()
            );
            ensure!(lower.contains("cross-origin-opener-policy: same-origin"), "the page came without its headers");
            ensure!(lower.contains(".wasm"), "the page that came names no program");
            return Ok(started.elapsed());
        }
        if let Some(status) = server.0.try_wait()? {
            bail!("it ended without having served: {status}");
        }
        ensure!(started.elapsed() < SERVE_TIMEOUT, "no page after {} s", SERVE_TIMEOUT.as_secs());
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// The page as the server sends it, headers included.
fn ask_for_page(port: u16) -> Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Runs the tests and returns how long they took.
fn test(root: &Path, route: &str) -> Result<Duration> {
    let started = Instant::now();
    let status = inside(root, route, "cargo xtask test").status()?;
    ensure!(status.success(), "it failed: {status}");
    Ok(started.elapsed())
}

/// The command that runs `line` in the clone, as root of that root. Killing it ends everything that it started.
fn inside(root: &Path, route: &str, line: &str) -> Command {
    // The shell stays the namespace's first process, so that it reaps browsers whose parents have ended.
    const ENTER: &str = r#"set -e
        mount --bind /dev "$0/dev"
        mount -t devpts devpts "$0/dev/pts"
        mount -t tmpfs tmpfs "$0/dev/shm"
        mount -t sysfs sysfs "$0/sys"
        chroot "$0" env --ignore-environment "$@""#;
    let mut command = Command::new("unshare");
    command.args(["--mount", "--pid", "--fork", "--kill-child"]);
    command.arg(format!("--mount-proc={}", root.join("proc").display()));
    command.args(["sh", "-c", ENTER]).arg(root);
    command.args(["HOME=/root", "LANG=C.UTF-8", "PATH=/root/.cargo/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]);
    command.arg(format!("EVERY_CORE_TOOLCHAIN={route}"));
    command.args(
        std::env::vars().filter(|(name, _)| concerns_network(name)).map(|(name, value)| format!("{name}={value}")),
    );
    command.args(["sh", "-c", &format!("cd /{CLONE} && exec {line}")]);
    command
}

/// Whether an environment variable names a proxy or certificates.
fn concerns_network(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    ["_PROXY", "CA_CERTS", "CA_BUNDLE", "SSL_CERT"].iter().any(|part| name.contains(part))
}

/// A server that is killed when it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::concerns_network;

    #[test]
    fn only_network_settings_get_into_the_root() {
        for name in ["https_proxy", "NO_PROXY", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE", "SSL_CERT_FILE"] {
            assert!(concerns_network(name), "{name}");
        }
        for name in ["PATH", "CARGO", "RUSTUP_TOOLCHAIN", "RUSTFLAGS", "EVERY_CORE_TOOLCHAIN", "HOME"] {
            assert!(!concerns_network(name), "{name}");
        }
    }
}
