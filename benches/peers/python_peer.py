"""Runs CPython for the bench. It answers each line of `kernel STEPS`, `pool WORKERS STEPS`, `spawn WORKERS`,
`round_trip WORKERS COUNT`, `apply_async WORKERS COUNT` or `map WORKERS COUNT` with a line of JSON. Pools are kept."""

import json
import math
import multiprocessing
import sys
from time import perf_counter

K = 1_000_000
BLOCK_STEPS = 8192


def do_math(start, end):
    """Runs the lecture's loop and returns its sum, which is exact because it adds the same blocks as the kernel."""
    checksum = 0
    for block in range(start, end, BLOCK_STEPS):
        total = 0.0
        for pos in range(block + 1, min(end, block + BLOCK_STEPS) + 1):
            total += math.sqrt((pos - K) * (pos - K))
        checksum += int(total)
    return checksum


def identity(x):
    return x


def ready_pool(workers):
    pool = multiprocessing.Pool(workers)
    pool.map(identity, range(workers), 1)
    return pool


def seconds(work):
    begin = perf_counter()
    result = work()
    return perf_counter() - begin, result


def answer(words, pools):
    what, *numbers = words
    numbers = [int(number) for number in numbers]
    if what == "kernel":
        took, checksum = seconds(lambda: do_math(0, numbers[0]))
        return {"value": took * 1e3, "checksum": str(checksum)}
    workers = numbers[0]
    if what == "spawn":
        took, pool = seconds(lambda: ready_pool(workers))
        pool.terminate()
        pool.join()
        return {"value": took * 1e3}
    if workers not in pools:
        pools[workers] = ready_pool(workers)
    pool, count = pools[workers], numbers[1]
    if what == "pool":
        bounds = [(count * i // workers, count * (i + 1) // workers) for i in range(workers)]
        took, parts = seconds(lambda: pool.starmap(do_math, bounds, 1))
        return {"value": took * 1e3, "checksum": str(sum(parts))}
    if what == "round_trip":
        took, results = seconds(lambda: [pool.apply_async(identity, (i,)).get() for i in range(count)])
        value = took * 1e6 / count
    elif what == "apply_async":
        took, results = seconds(lambda: [job.get() for job in [pool.apply_async(identity, (i,)) for i in range(count)]])
        value = count / took
    elif what == "map":
        took, results = seconds(lambda: pool.map(identity, range(count)))
        value = count / took
    else:
        raise ValueError(f"unknown command: {what}")
    if results != list(range(count)):
        raise ValueError("a task returned a wrong result")
    return {"value": value}


def main():
    pools = {}
    for line in sys.stdin:
        try:
            reply = answer(line.split(), pools)
        except Exception as error:  # the bench reports every error
            reply = {"error": repr(error)}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
