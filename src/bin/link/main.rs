//! The share link's codec. The page loads this program when a link is opened or made.

use js_sys::Error;
use wasm_bindgen::prelude::*;

use every_core::link::{BrowserFamily, Link, LinkError};
use every_core_js::{of_js, to_js};

/// Encodes a link, given as an object, as a fragment without `#`. See `www/link/every-core-link.d.ts` for the object's fields.
///
/// # Errors
/// An `Error` that names the field.
#[wasm_bindgen]
pub fn encode(link: JsValue) -> Result<String, JsValue> {
    read(link)?.fragment().map_err(thrown)
}

/// Decodes a fragment, with or without `#`. It returns undefined if the fragment is not a link but a place on the page.
///
/// # Errors
/// An `Error` that names the field.
#[wasm_bindgen]
pub fn decode(fragment: &str) -> Result<JsValue, JsValue> {
    let link = Link::of_fragment(fragment).map_err(thrown)?;
    Ok(to_js(&link))
}

/// Returns the ratios of their times to mine, `[{ strategy, workers, ratio }]`, for each strategy and pool size that both have.
///
/// # Errors
/// An `Error` that says why there is no ratio: other work, another size, another build, or nothing measured yet.
#[wasm_bindgen]
pub fn comparable(theirs: JsValue, mine: JsValue) -> Result<JsValue, JsValue> {
    let pairs = every_core::link::comparable(&read(theirs)?, &read(mine)?);
    pairs.map(|pairs| to_js(&pairs)).map_err(|why| Error::new(&why.to_string()).into())
}

/// Returns the browser's family, as a link names it.
#[wasm_bindgen(js_name = browserFamily)]
pub fn browser_family(user_agent: &str) -> String {
    BrowserFamily::of(user_agent).name().to_owned()
}

fn read(link: JsValue) -> Result<Link, JsValue> {
    of_js(link).map_err(|field| thrown(LinkError::Field(field)))
}

fn thrown(error: LinkError) -> JsValue {
    Error::new(&error.to_string()).into()
}

/// Does nothing: the page calls the exports.
fn main() {}
