//! The share link's codec as a program of its own, which the page loads when a link is opened or made.

mod object;

use js_sys::{Array, Error};
use wasm_bindgen::prelude::*;

use every_core::link::{BrowserFamily, Link, LinkError};
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
    let pairs =
        every_core::link::comparable(&theirs, &mine).map_err(|why| JsValue::from(Error::new(&why.to_string())))?;
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

/// The page calls the exports.
fn main() {}
