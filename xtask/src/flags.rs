//! The commands and their flags; xflags generates the parser and the help text.

#![allow(missing_docs, unreachable_pub)] // The generated items are public and bare.

use crate::test::Only;

xflags::xflags! {
    /// Every Core's commands. Each installs what it is missing, into .tools, and says so first.
    cmd xtask {
        /// Build the site in release mode into dist/.
        cmd build {
            /// Leave out the section that runs Python, and its 13 MB.
            optional --without-python
        }
        /// Serve the site on http://127.0.0.1:8080 and rebuild it when a source changes: a development build, ready in seconds.
        cmd serve {
            /// Build what is published instead, which takes a minute after each change.
            optional --release
            /// Listen on this port of 127.0.0.1 instead of 8080.
            optional --port port: u16
        }
        /// Translate and bundle the scripts of www/ into target/www. Trunk runs this before each build.
        cmd bundle {}
        /// Run every check: formatting, lints, native tests, the built wasm, the page in three browsers.
        cmd test {
            /// Run only the tests whose name contains this text.
            optional --filter filter: String
            /// Run only these suites: native, wasm or browser.
            optional --only only: Only
            /// Repeat the browser tests in every engine, which takes twice as long. Do so before a release.
            optional --all-engines
        }
        /// Measure the figures that the project promises, in Chromium and Firefox, and print them.
        cmd figures {
            /// Only those of the section with Python, beside native CPython's: some minutes.
            optional --python
        }
        /// Measure Every Core and its peers side by side; writes docs/BENCHMARKS.md, docs/benchmarks.json and plots.
        cmd bench {
            /// A few rounds of small work, to try it out; writes into target/bench instead of docs.
            optional --quick
            /// Only these sections, with commas between: kernel, scaling, overheads, load, growth. Writes into target/bench.
            optional --only only: String
        }
        /// Pack the program without its page for npm, into target/, and try the package in a fresh Vite project in Chromium.
        cmd package {}
        /// Run both commands of the README in a clean Debian made by debootstrap; needs root on Debian, and most of an hour.
        cmd clean-root {
            /// Try only this route to a compiler: debian or auto.
            optional --route route: String
        }
        /// Take the pictures in docs/screenshots with Chromium.
        cmd screenshots {}
        /// Record the run that readers without scripts see, and draw it into index.html. Best on a machine at rest.
        cmd sample {}
        /// Run Lighthouse on the built site, as a host would send it, and print what it says.
        cmd lighthouse {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Xtask, XtaskCmd};

    fn serve(arguments: &[&str]) -> super::Serve {
        let arguments = ["serve"].iter().chain(arguments).map(Into::into).collect();
        match Xtask::from_vec(arguments).expect("these flags are known").subcommand {
            XtaskCmd::Serve(serve) => serve,
            other => panic!("serve was read as {other:?}"),
        }
    }

    #[test]
    fn serve_makes_a_development_build_unless_it_is_told_otherwise() {
        assert!(!serve(&[]).release);
        assert!(serve(&["--release", "--port", "8090"]).release);
        assert_eq!(serve(&["--port", "8090"]).port, Some(8090));
    }
}
