//! One submission: the function, its items in chunks, and where the results go.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, IntoIter};
use wasm_bindgen::JsValue;

use super::function::Manner;
use super::sink::{Outcome, Sink};
use super::{Function, Job, Stream};

/// The items that have not been handed out.
enum Items {
    /// A list of all items.
    List(Array),
    /// An iterator, read when a worker is free.
    Lazy(IntoIter),
}

/// The tasks of one function, and the sink for their results.
pub(crate) struct Piecework {
    pub(super) manner: Manner,
    pub(super) sink: Rc<dyn Sink>,
    chunk_size: u32,
    items: RefCell<Items>,
    handed_out: Cell<u32>,
}

/// Items that are sent in one message.
pub(super) struct TaskChunk {
    pub(super) first: u32,
    pub(super) items: Array,
}

impl TaskChunk {
    pub(super) fn failed(&self, error: &JsValue) -> Outcome {
        Outcome::failed(self.first, self.items.length(), error)
    }
}

impl Piecework {
    /// Creates a single call with a list of arguments.
    pub(crate) fn call(function: Function, arguments: &Array) -> (Rc<Self>, Rc<Job>) {
        let job = Job::new(false, 1, 1);
        let manner = Manner { function, is_spread: true, keeps_going: false };
        (Self::new(manner, job.clone(), 1, Items::List(Array::of1(arguments))), job)
    }

    /// Creates a call for each item; the job's value is a list. With `is_spread`, each item is a list of arguments.
    pub(crate) fn list(function: Function, is_spread: bool, items: Array, chunk_size: u32) -> (Rc<Self>, Rc<Job>) {
        let job = Job::new(true, items.length(), chunk_size);
        let manner = Manner { function, is_spread, keeps_going: false };
        (Self::new(manner, job.clone(), chunk_size, Items::List(items)), job)
    }

    /// Creates a call for each item; the stream gives the results one after the other.
    pub(crate) fn stream(
        function: Function,
        is_ordered: bool,
        items: IntoIter,
        chunk_size: u32,
    ) -> (Rc<Self>, Rc<Stream>) {
        let stream = Stream::new(is_ordered);
        let manner = Manner { function, is_spread: false, keeps_going: true };
        (Self::new(manner, stream.clone(), chunk_size, Items::Lazy(items)), stream)
    }

    fn new(manner: Manner, sink: Rc<dyn Sink>, chunk_size: u32, items: Items) -> Rc<Self> {
        Rc::new(Self { manner, sink, chunk_size, items: RefCell::new(items), handed_out: Cell::new(0) })
    }

    /// Takes the next chunk: `None` if there are no more, or the sink needs no more. Tells the sink the number of items once it
    /// is known. The second part of the result says whether the work is over by that, as the methods of [`Sink`] do.
    pub(super) fn next_chunk(&self) -> (Option<TaskChunk>, Option<bool>) {
        if self.sink.is_over() {
            return (None, None);
        }
        let first = self.handed_out.get();
        let mut failure = None;
        let items = match &mut *self.items.borrow_mut() {
            Items::List(items) => items.slice(first, first.saturating_add(self.chunk_size)),
            Items::Lazy(iterator) => {
                let items = Array::new();
                while items.length() < self.chunk_size {
                    let Some(item) = iterator.next() else { break };
                    match item.and_then(|item| self.manner.function.check(&item).map(|()| item)) {
                        Ok(item) => drop(items.push(&item)),
                        Err(error) => {
                            failure = Some(error);
                            break;
                        }
                    }
                }
                items
            }
        };
        let end = first + items.length();
        self.handed_out.set(end);
        match failure {
            // The iterator threw, or returned an item that no task accepts. The items end here, but those before it are still
            // computed.
            Some(error) => {
                self.items.replace(Items::List(Array::new()));
                let threw = self.sink.take(Outcome::failed(end, 1, &error));
                self.handed_out.set(end + 1);
                let ended = self.sink.end_at(end + 1);
                (Some(TaskChunk { first, items }).filter(|chunk| chunk.items.length() > 0), threw.or(ended))
            }
            None if items.length() == 0 => (None, self.sink.end_at(end)),
            None => (Some(TaskChunk { first, items }), None),
        }
    }
}

/// Returns the chunk size to use if none is given: `ceil(n / (4 p))`, as in Python's `map`. Each of `workers` then gets about
/// four chunks.
pub(crate) fn default_chunk_size(items: u32, workers: u32) -> u32 {
    items.div_ceil(workers.saturating_mul(4).max(1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::default_chunk_size;

    #[test]
    fn default_chunk_sizes_are_those_of_python() {
        // The values of Python's `divmod(n, 4 * p)`, rounded up.
        for (items, workers, size) in [(0, 2, 1), (1, 2, 1), (8, 2, 1), (9, 2, 2), (100, 3, 9), (1_000_000, 12, 20_834)]
        {
            assert_eq!(default_chunk_size(items, workers), size, "{items} items, {workers} workers");
        }
    }

    #[test]
    fn each_worker_gets_at_most_four_chunks_and_none_is_empty() {
        for workers in [1, 2, 3, 7, 64, 256] {
            for items in (1..3000).chain([u32::MAX]) {
                let size = default_chunk_size(items, workers);
                assert!(size >= 1 && items.div_ceil(size) <= 4 * workers, "{items} items, {workers} workers");
            }
        }
    }
}
