//! The main module's linker arguments hold here too (`.cargo/config.toml`), but for the memory: a report of a million tiles
//! needs some, and some phones refuse to reserve much twice.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=--max-memory=268435456");
    }
}
