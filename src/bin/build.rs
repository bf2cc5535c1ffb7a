//! How much memory each program may have: the page's as `.cargo/config.toml` says, less for the others, because some phones
//! refuse to reserve much twice.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-bin=every-core-figures=--max-memory=268435456");
        println!("cargo::rustc-link-arg-bin=every-core-link=--max-memory=4194304");
    }
}
