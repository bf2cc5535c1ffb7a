//! The program's entry: mounts the page where there is a window, and does nothing in a worker (the start function runs
//! again in every instance of the module).

mod api;
mod lab;
mod page;
mod pool;

fn main() {
    if web_sys::window().is_some() {
        api::install();
        page::mount();
    }
}
