//! The Python side of the page, without a browser. `tests/browser/python_programs.rs` runs it in one.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

#[test]
fn the_python_side_passes_its_unit_tests() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/unit.py");
    match Command::new("python3").arg(file).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("python3 is not installed, so the unit tests of www/python did not run");
        }
        Err(error) => panic!("python3 did not start: {error}"),
        Ok(ran) => assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr)),
    }
}

/// Returns the cells of the table that begins with this line, without its head.
fn table<'a>(text: &'a str, head: &str) -> Vec<Vec<&'a str>> {
    let rows = text.lines().skip_while(|line| *line != head).skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

#[test]
fn each_row_of_the_pools_table_has_a_program_in_python() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/POOL.md")).expect("docs/POOL.md is there");
    let calls = table(&text, "| call | as in Python | what differs, and why |");
    let shown = table(&text, "| call | programs |");
    assert!(calls.len() > 20, "{calls:?}");
    let named = |rows: &[Vec<&str>]| rows.iter().map(|row| row[0].to_owned()).collect::<Vec<_>>();
    assert_eq!(named(&shown), named(&calls), "the two tables of docs/POOL.md have different rows");
    for row in shown {
        let programs: Vec<_> = row[1].split(", ").collect();
        assert!(!row[1].is_empty(), "{row:?} names no program");
        for program in programs {
            let name = program.trim_matches('`');
            let folder = if name.starts_with("mended/") { "tests/python" } else { "tests/python/programs" };
            let file = root.join(folder).join(name).with_extension("py");
            assert!(file.exists(), "{row:?} names {}, which does not exist", file.display());
        }
    }
}
