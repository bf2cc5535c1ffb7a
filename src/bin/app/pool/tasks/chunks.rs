//! Into how many pieces a list of tasks is cut. Pure.

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
