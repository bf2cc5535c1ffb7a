//! What the tests of the built site and the bench share: browsers driven through WebDriver, and a server that can misbehave.
//!
//! - [`server`]: the site on a port of its own, with or without its headers, and with faults to order
//! - [`engine`]: the browsers; [`process`]: their processes, which never outlive a test
//! - [`page`]: what a test can do with a page; every wait in it ends
//! - [`compressed`]: the site as a host sends it; [`first_load`]: which of its files a first visit asks for
//! - [`harness`]: one test, in each of several browsers; [`lighthouse`]: audits of a page

pub mod compressed;
pub mod engine;
pub mod first_load;
pub mod harness;
pub mod lighthouse;
pub mod page;
pub mod process;
pub mod server;
