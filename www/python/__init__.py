"""The Python side of the page: `processes` is below `multiprocessing`, `program` runs what the reader wrote."""
