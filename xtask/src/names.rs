//! Shortens the names by which a program and the script that wasm-bindgen generates for it know each other's functions. They are
//! long and contain hashes, so they take 4 kB of the first load even when it is compressed.

use crate::files::{read, write};
use crate::tools::tools_dir;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// The features of a program, without which `wasm-opt` would refuse it. `index.html` lists the same ones for Trunk.
pub(crate) const FEATURES: [&str; 8] = [
    "--enable-threads",
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-simd",
];

/// What is left out: sections that only tools read.
const STRIPPED: [&str; 2] = ["--strip-producers", "--strip-target-features"];

/// What every program exports: its start, and how a thread's stack is freed.
const EXPORTED: [&str; 2] = ["__wbindgen_start", "__wbindgen_thread_destroy"];

/// The new names, as `wasm-opt` prints them.
#[derive(Deserialize)]
struct Names {
    /// The module, the old name and the new one.
    imports: Vec<(String, String, String)>,
    /// The old name and the new one.
    exports: Vec<(String, String)>,
}

/// Shortens the names in every program in `dist` and in its script, which wasm-bindgen has generated and nothing has changed since.
pub(crate) fn shorten(sh: &Shell, dist: &Path) -> Result<()> {
    for folder in ["", "figures", "link"] {
        let folder = dist.join(folder);
        let program = only_file(sh, &folder, "_bg.wasm")?;
        let script = only_file(sh, &folder, ".js")?;
        shorten_one(sh, &program, &script)
            .with_context(|| format!("cannot shorten the names in {}", program.display()))?;
    }
    Ok(())
}

/// Returns the file in a folder that belongs to a program of ours and ends like this.
fn only_file(sh: &Shell, folder: &Path, end: &str) -> Result<PathBuf> {
    let mut found = sh.read_dir(folder)?;
    found.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("every-core-") && name.ends_with(end)
    });
    ensure!(found.len() == 1, "{} should have one program: {found:?}", folder.display());
    Ok(found.remove(0))
}

fn shorten_one(sh: &Shell, program: &Path, script: &Path) -> Result<()> {
    let wasm_opt = tools_dir(sh).join("npm/node_modules/.bin/wasm-opt");
    let named = cmd!(
        sh,
        "{wasm_opt} {program} {FEATURES...} {STRIPPED...} --minify-imports-and-exports-and-modules --output {program}"
    )
    .quiet()
    .read()
    .context("wasm-opt failed")?;
    let names: Names = serde_json::from_str(&named).context("wasm-opt printed no names")?;
    for name in EXPORTED {
        ensure!(names.exports.iter().any(|(old, _)| old == name), "{name} is not exported");
    }
    write(script, &renamed(read(script)?, &names)?)
}

/// Returns the script with the new names.
fn renamed(mut script: String, names: &Names) -> Result<String> {
    /// How `wasm-opt` names the only module.
    const MODULE: &str = "\"a\"";
    let first = names.imports.first().context("nothing is imported")?;
    ensure!(names.imports.iter().all(|(module, ..)| *module == first.0), "the program imports from two modules");
    replace_once(&mut script, &format!("{:?}: import0", first.0), &format!("{MODULE}: import0"))?;
    for (_, old, new) in &names.imports {
        replace_once(&mut script, &format!("\n        {old}: "), &format!("\n        {new}: "))?;
    }
    Ok(with_exports_renamed(&script, &names.exports))
}

fn replace_once(script: &mut String, old: &str, new: &str) -> Result<()> {
    ensure!(script.matches(old).count() == 1, "wasm-bindgen's script does not have exactly one {old:?}");
    *script = script.replacen(old, new, 1);
    Ok(())
}

/// Replaces the names after each `wasm.`, the object with the exports.
fn with_exports_renamed<'a>(script: &'a str, exports: &'a [(String, String)]) -> String {
    let new_name = |name: &'a str| exports.iter().find(|(old, _)| old == name).map_or(name, |(_, new)| new);
    let mut parts = script.split("wasm.");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|sign: char| !sign.is_alphanumeric() && sign != '_' && sign != '$').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        text += "wasm.";
        text += new_name(name);
        text += rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\nfunction imports(memory) {\n    const import0 = {\n        __wbg_now_12: function() {\n            \
        return wasm.__wbindgen_malloc(wasm.memory.buffer);\n        },\n        memory: memory || new Memory(),\n    };\n    \
        return { \"./app_bg.js\": import0 };\n}\nwasm.other();";

    fn names() -> Names {
        let import = |old: &str, new: &str| ("./app_bg.js".to_owned(), old.to_owned(), new.to_owned());
        let exports = [("__wbindgen_malloc", "x"), ("memory", "y")].map(|(old, new)| (old.to_owned(), new.to_owned()));
        Names { imports: vec![import("__wbg_now_12", "a"), import("memory", "b")], exports: exports.into() }
    }

    #[test]
    fn each_name_is_replaced_where_it_is_a_name() {
        let script = renamed(SCRIPT.to_owned(), &names()).expect("all names are there");
        let expected = SCRIPT
            .replace("__wbg_now_12", "a")
            .replace("wasm.__wbindgen_malloc", "wasm.x")
            .replace("wasm.memory", "wasm.y")
            .replace("        memory:", "        b:")
            .replace("\"./app_bg.js\"", "\"a\"");
        assert_eq!(script, expected);
    }

    #[test]
    fn a_name_that_the_script_lacks_is_an_error() {
        let mut names = names();
        names.imports.push(("./app_bg.js".to_owned(), "__wbg_gone_34".to_owned(), "c".to_owned()));
        let error = renamed(SCRIPT.to_owned(), &names).expect_err("a name is missing").to_string();
        assert!(error.contains("__wbg_gone_34"), "{error}");
    }
}
