//! The program's entry: mounts the page where there is a window, and does nothing in a worker (the start function runs
//! again in every instance of the module).

fn main() {
    if web_sys::window().is_some() {
        every_core::api::install();
        every_core::page::mount();
    }
}
