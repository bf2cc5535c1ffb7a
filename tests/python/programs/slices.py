from multiprocessing import Pool

def do_math(start, num):
    total = 0
    for pos in range(start, num):
        total += abs(pos + 1 - 1000)
    return total

if __name__ == "__main__":
    steps, cores = 10007, 3
    bounds = [(steps * n // cores, steps * (n + 1) // cores) for n in range(cores)]
    with Pool(2) as pool:
        parts = [pool.apply_async(do_math, bound) for bound in bounds]
        pool.close()
        pool.join()
        print(sum(part.get() for part in parts) == do_math(0, steps), [part.get() for part in parts])
