//! Tests of the built site in `dist/`: its memory is shared, its standard library was built for threads, and it is small.
//!
//! `cargo xtask test` runs these; a plain `cargo test` does not.

use every_core_driver::first_load::{self, LATER, is_in, is_loaded_at_first, is_loaded_later};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use wasmparser::{Operator, Parser, Payload, TypeRef};

/// The largest size of a first visit's HTML, CSS, JavaScript and wasm, compressed with Brotli. See "Size" in ARCHITECTURE.md.
const MOST_BYTES: usize = 135_000;
/// The largest memory, 1 GiB in pages of 64 kiB. Some phones refuse to reserve more.
const MAX_MEMORY_PAGES: u64 = 16_384;

/// The facts about the one wasm file that the tests check.
#[derive(Default)]
struct Module {
    imported_memory: Option<wasmparser::MemoryType>,
    operators: BTreeMap<&'static str, usize>,
}

#[test]
fn memory_is_imported_shared_and_bounded() {
    let script = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/www/worker.ts")).expect("www/worker.ts");
    let pages = script.split("const PAGES = ").nth(1).and_then(|rest| rest.split(';').next()?.parse::<u64>().ok());
    let memory = read_module().imported_memory.expect("memory is not imported: is `--import-memory` set?");
    assert!(pages.is_some_and(|pages| pages >= memory.initial), "PAGES of www/worker.ts is below {}", memory.initial);
    assert!(memory.shared, "memory is not shared: is `--shared-memory` set?");
    let maximum = memory.maximum.expect("the shared memory has no maximum");
    assert!(maximum <= MAX_MEMORY_PAGES, "memory may grow to {maximum} pages");
}

#[test]
fn the_standard_library_was_built_for_threads() {
    let module = read_module();
    // Locks of std wait with this instruction only if std itself was built with atomics.
    let waits = module.operators.get("memory.atomic.wait32").copied().unwrap_or_default();
    assert!(waits > 0, "no memory.atomic.wait32: std was not rebuilt (CARGO_UNSTABLE_BUILD_STD)");
    assert!(module.operators.contains_key("memory.atomic.notify"));
}

#[test]
fn do_math_simd_uses_vector_instructions() {
    assert!(read_module().operators.contains_key("f64x2.sqrt"), "no f64x2.sqrt: is `+simd128` set?");
}

#[test]
fn square_roots_are_computed() {
    assert!(read_module().operators.contains_key("f64.sqrt"), "no f64.sqrt: the compiler removed the work");
}

#[test]
fn a_first_visit_is_small() {
    let mut total = 0;
    println!("{:>9} {:>9} {:>9}  file", "raw", "gzip", "brotli");
    for path in files().iter().filter(|path| is_loaded_at_first(path)) {
        let raw = read(path);
        let brotli = brotli_size(&raw);
        println!(
            "{:>9} {:>9} {brotli:>9}  {}",
            raw.len(),
            first_load::gzip_size(&raw).expect("it can be compressed"),
            path.display()
        );
        total += brotli;
    }
    println!("{total:>29}  of at most {MOST_BYTES}");
    assert!(total <= MOST_BYTES, "a first visit loads {total} bytes, more than {MOST_BYTES}");
}

#[test]
fn index_html_does_not_name_files_that_are_loaded_later() {
    let page = String::from_utf8(read(Path::new("index.html"))).expect("UTF-8");
    for folder in LATER {
        // The first is loaded with the page. The second is only named, for a start that fails.
        let named = page.replace("exercises/open.js", "").replace("later/why.js", "");
        assert!(
            !named.contains(&format!("/{folder}/")) && !named.contains(&format!("\"{folder}/")),
            "index.html names a file in {folder}/"
        );
        let files: Vec<_> = files().into_iter().filter(|path| is_in(path, folder)).collect();
        assert!(!files.is_empty(), "no files in {folder}/");
        if folder == "python" {
            // Compressing the interpreter takes a minute, and its size is not ours.
            continue;
        }
        let bytes: usize = files.iter().map(|path| brotli_size(&read(path))).sum();
        println!("{bytes:>9}  {folder}/, compressed, on demand");
    }
}

fn read_module() -> Module {
    let wasm: Vec<_> =
        files().into_iter().filter(|path| has_extension(path, "wasm") && !is_loaded_later(path)).collect();
    let [path] = wasm.as_slice() else { panic!("expected one wasm file, found {wasm:?}") };
    let mut module = Module::default();
    for payload in Parser::new(0).parse_all(&read(path)) {
        match payload.expect("valid wasm") {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    if let TypeRef::Memory(memory) = import.expect("a valid import").ty {
                        module.imported_memory = Some(memory);
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                for operator in body.get_operators_reader().expect("a valid function") {
                    if let Some(name) = of_interest(&operator.expect("a valid instruction")) {
                        *module.operators.entry(name).or_default() += 1;
                    }
                }
            }
            _ => {}
        }
    }
    module
}

fn of_interest(operator: &Operator<'_>) -> Option<&'static str> {
    match operator {
        Operator::MemoryAtomicWait32 { .. } => Some("memory.atomic.wait32"),
        Operator::MemoryAtomicNotify { .. } => Some("memory.atomic.notify"),
        Operator::F64Sqrt => Some("f64.sqrt"),
        Operator::F64x2Sqrt => Some("f64x2.sqrt"),
        _ => None,
    }
}

fn brotli_size(bytes: &[u8]) -> usize {
    first_load::brotli(bytes).expect("it can be compressed").len()
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

fn dist() -> PathBuf {
    let dist =
        std::env::var_os("EVERY_CORE_DIST").expect("EVERY_CORE_DIST is not set: run `cargo xtask test --only wasm`");
    PathBuf::from(dist)
}

/// Returns the paths of all files of the site, relative to its folder.
fn files() -> Vec<PathBuf> {
    first_load::files(&dist()).unwrap_or_else(|error| panic!("cannot read {}: {error}", dist().display()))
}

fn read(path_in_site: &Path) -> Vec<u8> {
    std::fs::read(dist().join(path_in_site))
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path_in_site.display()))
}
