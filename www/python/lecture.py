import datetime
import math
import multiprocessing

STEPS = 6_000_000


def main():
    do_math(0, 100)  # a tiny run first
    compute_it()
    compute_multiprocessing()


def compute_it():
    began = datetime.datetime.now()
    total = do_math(0, STEPS)
    took = datetime.datetime.now() - began
    print(f"serial: {took.total_seconds():.2f} s, sum {total:.0f}")


def compute_multiprocessing():
    began = datetime.datetime.now()
    count = multiprocessing.cpu_count()
    pool = multiprocessing.Pool()
    tasks = []
    for n in range(count):
        start, end = STEPS * n // count, STEPS * (n + 1) // count
        tasks.append(pool.apply_async(do_math, (start, end)))
    pool.close()
    pool.join()
    took = datetime.datetime.now() - began
    total = sum(task.get() for task in tasks)
    print(f"pool of {count}: {took.total_seconds():.2f} s, sum {total:.0f}")


def do_math(start, num):
    pos = start
    k_sq = 1000 * 1000
    total = 0.0
    while pos < num:
        pos += 1
        total += math.sqrt((pos - k_sq) * (pos - k_sq))
    return total


if __name__ == "__main__":
    main()
