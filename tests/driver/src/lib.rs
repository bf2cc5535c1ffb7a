//! The library that the tests of the built site and the bench share: browsers controlled by WebDriver, and a server that can send
//! faulty responses.
//!
//! - [`server`]: a server for the site on its own port, with or without its headers, and with the faults that a test requests
//! - [`engine`]: the browsers; [`process`]: their processes, which end at the latest with their test
//! - [`page`]: the actions of a test on a page; every wait has a timeout
//! - [`compressed`]: the site as a host sends it; [`first_load`]: the files that a first visit requests
//! - [`harness`]: one test in each of several browsers; [`lighthouse`]: audits of a page

pub mod compressed;
pub mod engine;
pub mod first_load;
pub mod harness;
pub mod lighthouse;
pub mod page;
pub mod process;
pub mod server;
