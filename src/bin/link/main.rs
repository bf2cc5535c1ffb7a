//! The share link's codec. The page loads this program when a link is opened or made.

mod object;

use js_sys::{Array, Error};
use wasm_bindgen::prelude::*;

use every_core::link::{BrowserFamily, Link, LinkError};
use object::Object;

/// Encodes a link, given as an object, as a fragment without `#`. See `www/link/every-core-link.d.ts` for the object's fields.
///
/// # Errors
/// An `Error` that names the field.
#[wasm_bindgen]
pub fn encode(link: JsValue) -> Result<String, JsValue> {
    Object(link).link().and_then(|link| link.fragment()).map_err(thrown)
}

/// Decodes a fragment, with or without `#`. It returns undefined if the fragment is not a link but a place on the page.
///
/// # Errors
/// An `Error` that names the field.
#[wasm_bindgen]
pub fn decode(fragment: &str) -> Result<JsValue, JsValue> {
    let link = Link::of_fragment(fragment).map_err(thrown)?;
    Ok(link.map_or(JsValue::UNDEFINED, |link| Object::of_link(&link)))
}

/// Returns the ratios of their times to mine, `[{ strategy, workers, ratio }]`, for each strategy and pool size that both have.
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

/// Returns the browser's family, as a link names it.
#[wasm_bindgen(js_name = browserFamily)]
pub fn browser_family(user_agent: &str) -> String {
    BrowserFamily::of(user_agent).name().to_owned()
}

fn thrown(error: LinkError) -> JsValue {
    Error::new(&error.to_string()).into()
}

/// Does nothing: the page calls the exports.
fn main() {}
