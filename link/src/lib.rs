//! The share link's codec (`src/lab/link`) as a wasm module of its own.
//!
//! The page loads it when a link is opened or made, and not before: what is not needed for a first look shall not weigh in it. The
//! rooms are compiled anew from the main crate's files, not linked from that crate, because everything it gives to JavaScript
//! would come along.

#[path = "../../src/kernel/mod.rs"]
pub mod kernel;
#[path = "../../src/measure/mod.rs"]
pub mod measure;

pub mod lab;
pub mod pool;

mod object;

use js_sys::{Array, Error};
use wasm_bindgen::prelude::*;

use lab::{BrowserFamily, Link, LinkError};
use object::Object;

/// Makes a fragment, without `#`, of a link as an object: see `www/link/every-core-link.d.ts` for its fields.
///
/// # Errors
/// An `Error` that names the field.
#[wasm_bindgen]
pub fn encode(link: JsValue) -> Result<String, JsValue> {
    Object(link).link().and_then(|link| link.fragment()).map_err(thrown)
}

/// Reads a fragment, with or without `#`; undefined if it is no link but a place on the page.
///
/// # Errors
/// An `Error` that names the field.
#[wasm_bindgen]
pub fn decode(fragment: &str) -> Result<JsValue, JsValue> {
    let link = Link::of_fragment(fragment).map_err(thrown)?;
    Ok(link.map_or(JsValue::UNDEFINED, |link| Object::of_link(&link)))
}

/// Their times over mine: `[{ strategy, workers, ratio }]`, for every strategy and pool size that both have.
///
/// # Errors
/// An `Error` that says why there is no ratio: other work, another size, another build, or nothing measured yet.
#[wasm_bindgen]
pub fn comparable(theirs: JsValue, mine: JsValue) -> Result<Array, JsValue> {
    let (theirs, mine) = (Object(theirs).link().map_err(thrown)?, Object(mine).link().map_err(thrown)?);
    let pairs = lab::comparable(&theirs, &mine).map_err(|why| JsValue::from(Error::new(&why.to_string())))?;
    Ok(pairs.iter().map(Object::of_pair).collect())
}

/// The browser's family, as a link names it.
#[wasm_bindgen(js_name = browserFamily)]
pub fn browser_family(user_agent: &str) -> String {
    BrowserFamily::of(user_agent).name().to_owned()
}

fn thrown(error: LinkError) -> JsValue {
    Error::new(&error.to_string()).into()
}
