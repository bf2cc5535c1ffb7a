//! Reads the arguments of `everyCore.Pool` and its methods. An invalid one is rejected with an error that names it.

use js_sys::{Array, IntoIter, Reflect, Symbol};
use wasm_bindgen::prelude::*;

use super::errors::{out_of_range, wrong_type};
use super::given::Given;
use super::read::{integer, one_of};
use crate::lab::environment;
use crate::pool::{Function, Memory, array, source_of};
use every_core::kernel::WorkloadId;
use every_core::report::{MAX_SHARED_WORKERS, MAX_WORKERS};

pub(super) fn processes(given: &JsValue) -> Result<u32, JsValue> {
    let reported = environment().reported_processors.min(MAX_SHARED_WORKERS);
    Ok(integer(given, "processes", MAX_WORKERS.into())?.map_or(reported, |processes| processes as u32))
}

pub(super) fn memory(options: &JsValue) -> Result<Memory, JsValue> {
    let options = Given::new(options, &["memory"], "{ memory: \"isolated\" }")?;
    let from_name = |name: &str| match name {
        "isolated" => Some(Memory::Isolated),
        "shared" => Some(Memory::Shared),
        _ => None,
    };
    Ok(one_of(&options.read("memory")?, "memory", from_name, &["isolated", "shared"])?.unwrap_or(Memory::Isolated))
}

/// Reads the function to run.
pub(super) fn function(given: &JsValue, memory: Memory) -> Result<Function, JsValue> {
    if let Some(workload) = one_of_workloads(given)? {
        return Ok(Function::Workload(workload));
    }
    let Some(function) = given.dyn_ref::<js_sys::Function>() else {
        return Err(wrong_type("fn", given, "a workload such as everyCore.do_math, its name, or a function"));
    };
    if memory == Memory::Shared {
        let allowed = "a workload: workers with shared memory run no JavaScript function; use { memory: \"isolated\" }";
        return Err(wrong_type("fn", given, allowed));
    }
    let source = source_of(function)?;
    let text = String::from(&source);
    // Browsers print this for a function without a JavaScript source.
    if text.ends_with("{ [native code] }") || text.ends_with("[native code]\n}") {
        let allowed = "a function with a source to send, not one of the browser's or a bound one: wrap it, \
                       as in x => Math.sqrt(x)";
        return Err(wrong_type("fn", given, allowed));
    }
    Ok(Function::Script(source))
}

/// Reads a workload, given as its function or its name.
fn one_of_workloads(given: &JsValue) -> Result<Option<WorkloadId>, JsValue> {
    let handle = if given.is_function() { Reflect::get(given, &"workload".into())? } else { JsValue::UNDEFINED };
    let name = if given.is_string() { given } else { &handle };
    if !name.is_string() {
        return Ok(None);
    }
    one_of(name, "fn", WorkloadId::from_name, &WorkloadId::ALL.map(WorkloadId::name))
}

/// Reads a list of arguments, which is empty by default. The list is copied, so the caller may change its own.
pub(super) fn arguments(given: &JsValue, function: &Function) -> Result<Array, JsValue> {
    let arguments = match array(given)? {
        Some(arguments) => arguments,
        None if given.is_undefined() => Array::new(),
        None => return Err(wrong_type("args", given, "an array of arguments, such as [0, 1000]")),
    };
    function.check(&arguments)?;
    Ok(arguments)
}

/// Collects the items of an iterable. Those of a workload are checked.
pub(super) fn list(given: &JsValue, function: &Function) -> Result<Array, JsValue> {
    let items = match array(given)? {
        Some(items) => items,
        None => {
            let items = Array::new();
            for item in iterator(given)? {
                items.push(&item?);
            }
            items
        }
    };
    if matches!(function, Function::Workload(_)) {
        for index in 0..items.length() {
            function.check(&items.get(index))?;
        }
    }
    Ok(items)
}

/// Returns the iterator of an iterable.
pub(super) fn iterator(given: &JsValue) -> Result<IntoIter, JsValue> {
    // As in Python, a string is a sequence of its characters.
    let given = if given.is_string() { Array::from(given).into() } else { given.clone() };
    let is_iterable =
        (given.is_object() || given.is_function()) && { Reflect::get(&given, &Symbol::iterator())?.is_function() };
    let iterator = if is_iterable { js_sys::try_iter(&given)? } else { None };
    iterator.ok_or_else(|| wrong_type("items", &given, "an array, or something else that can be iterated"))
}

/// Reads how many items are sent in one message.
pub(super) fn chunk_size(given: &JsValue) -> Result<Option<u32>, JsValue> {
    Ok(integer(given, "chunksize", u32::MAX.into())?.map(|size| size as u32))
}

/// Reads a timeout in milliseconds.
pub(super) fn timeout(given: &JsValue) -> Result<Option<u32>, JsValue> {
    /// The longest timeout that browsers support.
    const LONGEST_MS: f64 = 2_147_483_647.0;
    if given.is_undefined() {
        return Ok(None);
    }
    let allowed = "a number of milliseconds from 0 to 2147483647, or nothing";
    match given.as_f64() {
        Some(ms) if (0.0..=LONGEST_MS).contains(&ms) => Ok(Some(ms as u32)),
        Some(_) => Err(out_of_range("timeoutMs", given, allowed)),
        None => Err(wrong_type("timeoutMs", given, allowed)),
    }
}
