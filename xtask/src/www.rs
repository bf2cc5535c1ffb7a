//! The scripts and styles of `www/`: TypeScript, translated by esbuild into `target/www`, from where Trunk copies them, and checked by
//! `tsc`. Both tools and the editor of the exercises come from npm, at the versions in `www/package-lock.json`.

use crate::method;
use crate::suite::Tally;
use crate::tools::tools_dir;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// Roughly how long the packages take to install; printed before starting.
pub(crate) const SECONDS: u32 = 15;

/// Where the scripts are translated to; `index.html` and `publish` name files in it.
pub(crate) const BUILT: &str = "target/www";
/// Bundled into one file each, because their modules are always loaded together. Those of the exercises are translated one by one:
/// tests import and replace some of them.
const BUNDLED: [&str; 11] = [
    "www/boot.ts",
    "www/class/received.ts",
    "www/class/view.ts",
    "www/engine.ts",
    "www/later/pool-worker.ts",
    "www/later/pool-workers.ts",
    "www/later/spine.ts",
    "www/page.css",
    "www/pool.ts",
    "www/share/share.ts",
    "www/worker.ts",
];
/// The modules in those bundles, and those that the prelude is bundled from.
const IN_BUNDLES: [&str; 21] = [
    "www/boot.ts",
    "www/class/received.ts",
    "www/class/view.ts",
    "www/class/figure.ts",
    "www/class/read.ts",
    "www/class/steps.ts",
    "www/common/csv.ts",
    "www/coordinate.ts",
    "www/engine.ts",
    "www/export.ts",
    "www/isolate.ts",
    "www/later/pool-worker.ts",
    "www/later/pool-workers.ts",
    "www/later/changed.ts",
    "www/later/spine.ts",
    "www/pool.ts",
    "www/pool/",
    "www/share/",
    "www/worker.ts",
    PRELUDE,
    "www/exercises/write/lent_pool.ts",
];
/// What the bundles import when it is needed.
const IMPORTED_LATER: [&str; 9] = [
    "--external:*/received.js",
    "--external:*/every-core-figures.js",
    "--external:*/every-core-link.js",
    "--external:*/share.js",
    "--external:*/start.js",
    "--external:*/pool-workers.js",
    "--external:*/race.js",
    "--external:*/later/last.js",
    "--external:*/later/pulse.js",
];
/// Bundled with its packages.
const EDITOR: &str = "www/exercises/write/editor.ts";
/// The scripts of Python's workers. Each is sent as text into a frame that may load nothing, so each is bundled into one file, and as
/// no module.
const PYTHON_WORKERS: [&str; 2] = ["www/python/interpreter.ts", "www/python/manager.ts"];
/// What every interpreter needs from npm's `pyodide`, which says nothing of its own address.
const PYODIDE: [&str; 2] = ["pyodide.asm.wasm", "python_stdlib.zip"];
const FOR_PYODIDE: [&str; 4] = [
    "--format=iife",
    "--external:node:*",
    "--external:ws",
    r#"--define:import.meta.url="https://python.invalid/pyodide.asm.mjs""#,
];
const LICENSES: &str = "exercises/write/editor-licenses.txt";
/// The modules for pages of others, which keep their addresses. Only they end in `.mjs`.
const PUBLIC_MODULES: [&str; 2] = ["www/every-core.mts", "www/every-core-exercise.mts"];
/// Bundled to a text that is sent into a worker. A module exports that text.
const PRELUDE: &str = "www/exercises/write/prelude.ts";
const PRELUDE_TEXT: &str = "exercises/write/prelude_text.js";

/// What every run of esbuild gets. With the target `esnext` nothing is translated for older browsers. The settings are given here
/// because `paths` in `www/tsconfig.json`, which is meant for `tsc`, would make esbuild bundle CommonJS copies of the packages.
const COMMON: [&str; 5] = [
    "--target=esnext",
    "--charset=utf8",
    "--log-level=warning",
    "--outbase=www",
    r#"--tsconfig-raw={"compilerOptions":{"verbatimModuleSyntax":true}}"#,
];

fn home(sh: &Shell) -> PathBuf {
    tools_dir(sh).join("www")
}

fn tool(sh: &Shell, name: &str) -> PathBuf {
    home(sh).join("node_modules/.bin").join(name)
}

/// The bundler, which also minifies.
pub(crate) fn esbuild(sh: &Shell) -> PathBuf {
    tool(sh, "esbuild")
}

/// The type checker.
pub(crate) fn tsc(sh: &Shell) -> PathBuf {
    tool(sh, "tsc")
}

/// Returns whether `.tools` has exactly the packages that the lock file names.
pub(crate) fn is_installed(sh: &Shell) -> bool {
    let wanted = sh.read_file("www/package-lock.json").unwrap_or_default();
    let installed = sh.read_file(home(sh).join("installed-lock.json")).unwrap_or_default();
    !wanted.is_empty() && wanted == installed
}

/// Installs the packages.
pub(crate) fn install(sh: &Shell) -> Result<()> {
    let home = home(sh);
    sh.create_dir(&home)?;
    for name in ["package.json", "package-lock.json"] {
        sh.copy_file(Path::new("www").join(name), home.join(name))?;
    }
    let _in_home = sh.push_dir(&home);
    cmd!(sh, "npm ci --silent --no-audit --no-fund")
        .quiet()
        .run()
        .context("npm could not install the packages of www/package-lock.json")?;
    // The copy is made last, so that it only exists if everything was installed.
    sh.copy_file("package-lock.json", "installed-lock.json")?;
    Ok(())
}

/// Translates everything into [`BUILT`]. Trunk runs this before each of its builds, by the hook in `Trunk.toml`.
pub(crate) fn bundle(sh: &Shell) -> Result<()> {
    sh.remove_path(BUILT)?;
    let mut files = sources(sh, Path::new("www"), &["ts"])?;
    let workers = PYTHON_WORKERS.map(PathBuf::from);
    files.retain(|path| {
        path != Path::new(EDITOR)
            && !workers.contains(path)
            && !IN_BUNDLES.iter().any(|bundled| path.starts_with(bundled))
    });
    // Those style sheets at the top level that are not in `page.css` are read by Trunk from `www/` itself.
    files.extend(sources(sh, Path::new("www"), &["css"])?.into_iter().filter(|path| path.components().count() > 2));
    run(sh, &files, &[])?;
    run(sh, &PUBLIC_MODULES.map(PathBuf::from), &["--out-extension:.js=.mjs"])?;
    let bundled = BUNDLED.map(PathBuf::from);
    run(sh, &bundled, &[&["--bundle", "--format=esm"][..], &IMPORTED_LATER].concat())?;
    run(sh, &[EDITOR.into()], &["--bundle", "--format=esm", "--minify"])?;
    run(sh, &workers, &[&["--bundle", "--minify-whitespace"][..], &FOR_PYODIDE].concat())?;
    let python = Path::new(BUILT).join("python");
    for name in PYODIDE {
        sh.copy_file(home(sh).join("node_modules/pyodide").join(name), python.join(name))?;
    }
    for path in sources(sh, Path::new("www/python"), &["py", "txt"])? {
        sh.copy_file(&path, python.join(path.file_name().unwrap_or_default()))?;
    }
    write_prelude(sh)?;
    method::write(sh, Path::new(BUILT))?;
    let licenses = licenses(sh, &home(sh).join("node_modules"))?;
    sh.write_file(Path::new(BUILT).join(LICENSES), licenses)?;
    Ok(())
}

fn run(sh: &Shell, files: &[PathBuf], how: &[&str]) -> Result<()> {
    let esbuild = esbuild(sh);
    cmd!(sh, "{esbuild} {files...} {how...} {COMMON...} --outdir={BUILT}")
        .env("NODE_PATH", home(sh).join("node_modules"))
        .quiet()
        .run()
        .context("esbuild could not translate the scripts of www/; what it said stands above")
}

/// Writes the module with the text of the prelude. Its value is the function `prelude` applied, so the learner's code can follow it.
fn write_prelude(sh: &Shell) -> Result<()> {
    run(sh, &[PRELUDE.into()], &["--bundle", "--format=iife", "--global-name=script", "--minify-whitespace"])?;
    let bundled = Path::new(BUILT).join("exercises/write/prelude.js");
    let script = sh.read_file(&bundled)?;
    sh.remove_path(bundled)?;
    let text = serde_json::to_string(&format!("(() => {{{script}return script.prelude();}})()"))?;
    sh.write_file(Path::new(BUILT).join(PRELUDE_TEXT), format!("export const PRELUDE = {text};\n"))?;
    Ok(())
}

/// Checks the types of all scripts. The service worker has a project of its own, because its globals differ from a page's.
pub(crate) fn check(sh: &Shell, tally: &mut Tally) {
    let tsc = tsc(sh);
    for project in ["www/tsconfig.json", "www/tsconfig.sw.json"] {
        tally.check(&format!("tsc for {project}"), cmd!(sh, "{tsc} --project {project}"));
    }
}

/// Returns every file under `folder` that ends like this, without type declarations.
fn sources(sh: &Shell, folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in sh.read_dir(folder)? {
        let name = path.to_string_lossy();
        if path.is_dir() {
            found.extend(sources(sh, &path, extensions)?);
        } else if !name.ends_with(".d.ts") && extensions.iter().any(|end| name.ends_with(&format!(".{end}"))) {
            // Relative to the repository, as `--outbase` is.
            found.push(path.strip_prefix(sh.current_dir()).unwrap_or(&path).to_owned());
        }
    }
    Ok(found)
}

/// Joins the licences of everything in the editor's bundle. Each of them asks to be published with it.
fn licenses(sh: &Shell, modules: &Path) -> Result<String> {
    let mut text = String::from("editor.js contains these packages.\n");
    let mut folders = sh.read_dir(modules)?;
    for scope in ["@codemirror", "@lezer", "@marijn"] {
        folders.extend(sh.read_dir(modules.join(scope))?);
    }
    folders.sort();
    for folder in folders.iter().filter(|folder| !["esbuild", "typescript"].iter().any(|tool| folder.ends_with(tool))) {
        let license = folder.join("LICENSE");
        if sh.path_exists(&license) {
            let name = folder.strip_prefix(modules)?.display();
            text.push_str(&format!("\n---- {name}\n\n{}", sh.read_file(&license)?));
        }
    }
    Ok(text)
}
