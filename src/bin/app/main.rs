//! The page's program. It mounts the page if there is a window. In a worker it does nothing, because the start function runs
//! again in every instance of the module.

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
