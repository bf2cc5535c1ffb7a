//! The page's program. It installs the API if there is a window, and mounts the page if it is Every Core's own. In a worker it
//! does nothing, because the start function runs again in every instance of the module.

mod api;
mod lab;
mod page;
mod pool;

fn main() {
    if web_sys::window().is_some() {
        api::install();
        if page::is_here() {
            page::mount();
        }
    }
}
