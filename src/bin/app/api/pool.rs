//! `everyCore.Pool`: the methods of Python's `Pool`, implemented by [`Crew`]. Arguments are checked before they are submitted.

use std::rc::Rc;

use js_sys::{Array, Function as JsFunction, Promise, Reflect, Symbol};
use wasm_bindgen::prelude::*;

use super::errors::to_error;
use super::pool_arguments::{arguments, chunk_size, function, iterator, list, memory, processes, timeout};
use crate::lab::LabError;
use crate::pool::{Crew, Job, Piecework, Stream, TaskRange, default_chunk_size};
use every_core::kernel::WorkloadId;

/// A pool of workers. See `docs/POOL.md`.
#[wasm_bindgen]
pub struct Pool {
    crew: Rc<Crew>,
}

#[wasm_bindgen]
impl Pool {
    /// Starts the workers: `new everyCore.Pool(processes?, { memory })`.
    ///
    /// # Errors
    /// A `RangeError` or `TypeError` that names the argument, or `NotIsolatedError` if memory cannot be shared.
    #[wasm_bindgen(constructor)]
    pub fn new(processes_given: &JsValue, options: &JsValue) -> Result<Pool, JsValue> {
        let (size, memory) = (processes(processes_given)?, memory(options)?);
        let crew = Crew::start(size, memory).map_err(|error| to_error(&LabError::Pool(error)))?;
        Ok(Self { crew })
    }

    /// Submits one call and returns its job.
    pub fn apply_async(&self, fn_: &JsValue, args: &JsValue) -> Result<AsyncResult, JsValue> {
        self.crew.check_open()?;
        let function = function(fn_, self.crew.memory())?;
        let (work, job) = Piecework::call(function.clone(), &arguments(args, &function)?);
        self.crew.submit(work)?;
        Ok(AsyncResult { job })
    }

    /// Submits a call for each item. The returned job can be awaited, and resolves with the list of results.
    pub fn map(&self, fn_: &JsValue, items: &JsValue, chunksize: &JsValue) -> Result<JsValue, JsValue> {
        self.submit_list(fn_, items, chunksize, false)
    }

    /// Submits a call for each item, where each item is a list of arguments.
    pub fn starmap(&self, fn_: &JsValue, items: &JsValue, chunksize: &JsValue) -> Result<JsValue, JsValue> {
        self.submit_list(fn_, items, chunksize, true)
    }

    /// Returns an iterator over the results, in the order of the items.
    pub fn imap(&self, fn_: &JsValue, items: &JsValue, chunksize: &JsValue) -> Result<JsValue, JsValue> {
        self.submit_stream(fn_, items, chunksize, true)
    }

    /// Returns an iterator over the results, in the order of completion.
    pub fn imap_unordered(&self, fn_: &JsValue, items: &JsValue, chunksize: &JsValue) -> Result<JsValue, JsValue> {
        self.submit_stream(fn_, items, chunksize, false)
    }

    /// Closes the pool to new jobs.
    pub fn close(&self) {
        self.crew.close();
    }

    /// Terminates the workers and rejects every unfinished job.
    pub fn terminate(&self) {
        self.crew.terminate();
    }

    /// Returns a promise of the pool's tally, which resolves when the pool has ended.
    pub fn join(&self) -> Result<Promise, JsValue> {
        self.crew.join()
    }

    fn submit_list(
        &self,
        fn_: &JsValue,
        items: &JsValue,
        chunksize: &JsValue,
        is_spread: bool,
    ) -> Result<JsValue, JsValue> {
        self.crew.check_open()?;
        let function = function(fn_, self.crew.memory())?;
        let chunk_size = chunk_size(chunksize)?;
        let items = list(items, &function)?;
        let chunk_size = chunk_size.unwrap_or_else(|| default_chunk_size(items.length(), self.crew.size()));
        let (work, job) = Piecework::list(function, is_spread, items, chunk_size);
        self.crew.submit(work)?;
        awaitable(&job)
    }

    fn submit_stream(
        &self,
        fn_: &JsValue,
        items: &JsValue,
        chunksize: &JsValue,
        is_ordered: bool,
    ) -> Result<JsValue, JsValue> {
        self.crew.check_open()?;
        let function = function(fn_, self.crew.memory())?;
        let chunk_size = chunk_size(chunksize)?.unwrap_or(1);
        let (work, stream) = Piecework::stream(function, is_ordered, iterator(items)?, chunk_size);
        self.crew.submit(Rc::clone(&work))?;
        let results = JsValue::from(Results { crew: Rc::clone(&self.crew), work, stream });
        let itself = results.clone();
        let iterate = Closure::<dyn Fn() -> JsValue>::new(move || itself.clone()).into_js_value();
        Reflect::set(&results, &Symbol::async_iterator(), &iterate)?;
        Ok(results)
    }
}

impl Drop for Pool {
    /// Closes the pool when JavaScript no longer references it. Submitted jobs still finish.
    fn drop(&mut self) {
        self.crew.close();
    }
}

/// A job, like Python's `AsyncResult`.
#[wasm_bindgen]
pub struct AsyncResult {
    job: Rc<Job>,
}

#[wasm_bindgen]
impl AsyncResult {
    /// Returns a promise of the value.
    pub fn get(&self, timeout_ms: &JsValue) -> Result<Promise, JsValue> {
        Ok(self.job.promise(timeout(timeout_ms)?, true))
    }

    /// Returns a promise that resolves when the job ends or the timeout expires.
    pub fn wait(&self, timeout_ms: &JsValue) -> Result<Promise, JsValue> {
        Ok(self.job.promise(timeout(timeout_ms)?, false))
    }

    /// Whether the job has ended, with or without an error.
    pub fn ready(&self) -> bool {
        self.job.is_ready()
    }

    /// Whether the job has ended without an error.
    pub fn successful(&self) -> Result<bool, JsValue> {
        let not_ready = || js_sys::Error::new("the job is not ready: wait for it, or ask ready() first").into();
        self.job.is_successful().ok_or_else(not_ready)
    }
}

/// Makes a job of `map` awaitable. Jobs of `apply_async` are not: `await` would replace such a job by its result.
fn awaitable(job: &Rc<Job>) -> Result<JsValue, JsValue> {
    let object = JsValue::from(AsyncResult { job: Rc::clone(job) });
    for name in ["then", "catch", "finally"] {
        let job = Rc::clone(job);
        let method = move |first: JsValue, second: JsValue| -> Result<JsValue, JsValue> {
            let promise = job.promise(None, true);
            let method = Reflect::get(&promise, &name.into())?;
            Reflect::apply(method.unchecked_ref::<JsFunction>(), &promise, &Array::of2(&first, &second))
        };
        let method = Closure::<dyn Fn(JsValue, JsValue) -> Result<JsValue, JsValue>>::new(method).into_js_value();
        Reflect::set(&object, &name.into(), &method)?;
    }
    Ok(object)
}

/// An async iterator over results.
#[wasm_bindgen]
pub struct Results {
    crew: Rc<Crew>,
    work: Rc<Piecework>,
    stream: Rc<Stream>,
}

#[wasm_bindgen]
impl Results {
    /// Returns a promise of the next result.
    pub fn next(&self) -> Promise {
        self.stream.next()
    }

    /// Cancels the rest. JavaScript calls it when a `for await` loop is left early.
    #[wasm_bindgen(js_name = return)]
    pub fn end(&self) -> Promise {
        self.crew.abandon(&self.work, &self.stream);
        // The stream is closed now, so its next item is its end.
        self.stream.next()
    }
}

/// Adds `Pool` and one function for each workload to the API.
pub(super) fn install(set: &impl Fn(&str, &JsValue)) {
    // wasm-bindgen gives Rust no access to the class itself, so its constructor is read from an instance.
    let instance = JsValue::from(Pool { crew: Crew::ended() });
    set("Pool", &Reflect::get(&instance, &"constructor".into()).unwrap_or(JsValue::UNDEFINED));
    for workload in WorkloadId::ALL {
        set(workload.name(), &handle(workload));
    }
}

/// Returns a workload as a function. A pool can run it, and a script can call it on the main thread.
fn handle(workload: WorkloadId) -> JsFunction {
    let call = move |start: JsValue, end: JsValue, steps: JsValue| -> Result<JsValue, JsValue> {
        let given = if steps.is_undefined() { Array::of2(&start, &end) } else { Array::of3(&start, &end, &steps) };
        Ok(TaskRange::read(&given, workload)?.compute(workload).to_string().into())
    };
    let call = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Result<JsValue, JsValue>>::new(call).into_js_value();
    // Setting a property of a plain function does not fail.
    let _ = Reflect::set(&call, &"workload".into(), &workload.name().into());
    call.unchecked_into()
}
