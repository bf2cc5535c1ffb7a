//! What `everyCore.Pool` gets from the program: the compiled module, the workloads, and how to compute them. The pool itself is
//! TypeScript (`www/pool/`), because its tasks are JavaScript functions, and messages between scripts need not pass through wasm.

use js_sys::{Array, Float64Array, Object};
use wasm_bindgen::prelude::*;

use crate::pool::{PoolError, compute_ranges, main_script, memory_can_be_shared};
use every_core::kernel::WorkloadId;
use every_core_js::object;

#[wasm_bindgen]
extern "C" {
    /// Returns the class `Pool`, and a function for each workload. Defined in `www/pool.ts`, which the page has loaded.
    #[wasm_bindgen(js_name = everyCorePool)]
    fn pool_api(program: &JsValue) -> Object;
}

/// Adds `Pool`, `cpu_count` and one function for each workload to the API.
pub(super) fn install(api: &Object) {
    let module = Closure::<dyn Fn() -> JsValue>::new(wasm_bindgen::module).into_js_value();
    let computes = |name: String, ranges: Float64Array| compute_ranges(&name, &ranges.to_vec());
    let computes = Closure::<dyn Fn(String, Float64Array) -> Vec<String>>::new(computes).into_js_value();
    let workloads: Array = WorkloadId::ALL
        .iter()
        .map(|workload| Array::of2(&workload.name().into(), &(workload.max_steps() as f64).into()))
        .collect();
    let not_isolated = if memory_can_be_shared() { String::new() } else { PoolError::NotIsolated.to_string() };
    let program = object(&[
        ("module", module),
        ("mainScript", main_script()),
        ("workloads", workloads.into()),
        ("notIsolated", not_isolated.into()),
        ("compute", computes),
    ]);
    Object::assign(api, &pool_api(&program));
}
