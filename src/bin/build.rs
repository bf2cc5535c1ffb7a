//! Sets how much memory the two small programs may have. `.cargo/config.toml` sets it for the page's program. The others get
//! less, because some phones refuse to reserve much memory twice.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-bin=every-core-figures=--max-memory=268435456");
        println!("cargo::rustc-link-arg-bin=every-core-link=--max-memory=4194304");
    }
}
