//! One submission: what is called, with which items in chunks of which size, and where the results go.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, IntoIter};
use wasm_bindgen::JsValue;

use super::function::Manner;
use super::sink::{Outcome, Sink};
use super::{Function, Job, Stream};

/// Items that have not been handed out.
enum Items {
    /// All of them are there.
    List(Array),
    /// They come when a worker is free for them.
    Lazy(IntoIter),
}

/// Tasks of one function, and the place for their results.
pub(crate) struct Piecework {
    pub(super) manner: Manner,
    pub(super) sink: Rc<dyn Sink>,
    chunk_size: u32,
    items: RefCell<Items>,
    handed_out: Cell<u32>,
}

/// Items that travel together.
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
    /// One call with a list of arguments.
    pub(crate) fn call(function: Function, arguments: &Array) -> (Rc<Self>, Rc<Job>) {
        let job = Job::new(false, 1, 1);
        let manner = Manner { function, is_spread: true, keeps_going: false };
        (Self::new(manner, job.clone(), 1, Items::List(Array::of1(arguments))), job)
    }

    /// A call for each item, with a list for an answer. `is_spread`: each item is a list of arguments.
    pub(crate) fn list(function: Function, is_spread: bool, items: Array, chunk_size: u32) -> (Rc<Self>, Rc<Job>) {
        let job = Job::new(true, items.length(), chunk_size);
        let manner = Manner { function, is_spread, keeps_going: false };
        (Self::new(manner, job.clone(), chunk_size, Items::List(items)), job)
    }

    /// A call for each item, with the answers one after the other.
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

    /// The next chunk; `None` if there are no more, or nobody wants them. The number of items is the sink's to know as soon
    /// as it is known here; the second part says whether it is over by that.
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
            // The iterator threw, or gave what no task can take: that is the end, but what it gave before is still done.
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

/// The size of a chunk where none is asked for: `ceil(n / (4 p))`, as in Python's `map`, so that each of `workers` gets about
/// four.
pub(crate) fn default_chunk_size(items: u32, workers: u32) -> u32 {
    items.div_ceil(workers.saturating_mul(4).max(1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::default_chunk_size;

    #[test]
    fn as_in_python() {
        // What `divmod(n, 4 * p)`, rounded up, gives there.
        for (items, workers, size) in [(0, 2, 1), (1, 2, 1), (8, 2, 1), (9, 2, 2), (100, 3, 9), (1_000_000, 12, 20_834)]
        {
            assert_eq!(default_chunk_size(items, workers), size, "{items} items, {workers} workers");
        }
    }

    #[test]
    fn never_more_than_four_chunks_a_worker_and_never_an_empty_one() {
        for workers in [1, 2, 3, 7, 64, 256] {
            for items in (1..3000).chain([u32::MAX]) {
                let size = default_chunk_size(items, workers);
                assert!(size >= 1 && items.div_ceil(size) <= 4 * workers, "{items} items, {workers} workers");
            }
        }
    }
}
