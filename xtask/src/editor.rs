//! The editor of the exercises: CodeMirror from npm, at the versions that `editor/package-lock.json` names, bundled into one file.

use crate::tools::tools_dir;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// Roughly how long the packages take to install; printed before starting.
pub(crate) const SECONDS: u32 = 10;

/// Where the bundle is made; `index.html` names it, so that Trunk copies it into the site.
const BUNDLE: &str = "target/editor/editor.js";
const LICENSES: &str = "target/editor/editor-licenses.txt";

fn home(sh: &Shell) -> PathBuf {
    tools_dir(sh).join("editor")
}

/// Whether `.tools` has the very packages that the lock file names.
pub(crate) fn is_installed(sh: &Shell) -> bool {
    let wanted = sh.read_file("editor/package-lock.json").unwrap_or_default();
    let installed = sh.read_file(home(sh).join("installed-lock.json")).unwrap_or_default();
    !wanted.is_empty() && wanted == installed
}

/// Installs the packages.
pub(crate) fn install(sh: &Shell) -> Result<()> {
    let home = home(sh);
    sh.create_dir(&home)?;
    for name in ["package.json", "package-lock.json"] {
        sh.copy_file(Path::new("editor").join(name), home.join(name))?;
    }
    let _in_home = sh.push_dir(&home);
    cmd!(sh, "npm ci --silent --no-audit --no-fund").quiet().run().context(
        "npm could not install the editor's packages (editor/package-lock.json): is Node 18 or newer installed, with npm? \
         On Debian: apt-get install nodejs npm",
    )?;
    // Only a copy that was made after everything else says that everything is there.
    sh.copy_file("package-lock.json", "installed-lock.json")?;
    Ok(())
}

/// The bundler, which also minifies.
pub(crate) fn esbuild(sh: &Shell) -> PathBuf {
    home(sh).join("node_modules/.bin/esbuild")
}

/// Makes the bundle. `Trunk.toml` has Trunk call this before each build, because Trunk copies it.
pub(crate) fn bundle(sh: &Shell) -> Result<()> {
    let modules = home(sh).join("node_modules");
    let esbuild = esbuild(sh);
    cmd!(sh, "{esbuild} editor/editor.js --bundle --minify --format=esm --target=es2022 --log-level=warning --outfile={BUNDLE}")
        .env("NODE_PATH", &modules)
        .quiet()
        .run()
        .context("esbuild could not bundle editor/editor.js; what it said stands above")?;
    sh.write_file(LICENSES, licenses(sh, &modules)?)?;
    Ok(())
}

/// The licences of everything in the bundle, one after the other: each asks to go along.
fn licenses(sh: &Shell, modules: &Path) -> Result<String> {
    let mut text = String::from("editor.js contains these packages.\n");
    let mut folders = sh.read_dir(modules)?;
    for scope in ["@codemirror", "@lezer", "@marijn"] {
        folders.extend(sh.read_dir(modules.join(scope))?);
    }
    folders.sort();
    for folder in folders.iter().filter(|folder| !folder.ends_with("esbuild")) {
        let license = folder.join("LICENSE");
        if sh.path_exists(&license) {
            let name = folder.strip_prefix(modules)?.display();
            text.push_str(&format!("\n---- {name}\n\n{}", sh.read_file(&license)?));
        }
    }
    Ok(text)
}
