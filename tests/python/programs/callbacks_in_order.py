from multiprocessing import Pool

def half(n):
    if n % 2:
        raise ValueError(n)
    return n // 2

if __name__ == "__main__":
    seen = []
    with Pool(1) as pool:
        results = [pool.apply_async(half, (n,), callback=lambda value: seen.append(("value", value)), error_callback=lambda error: seen.append(("error", error.args))) for n in range(6)]
        results.append(pool.map_async(half, [2, 4, 6], callback=lambda values: seen.append(("values", values))))
        results.append(pool.map_async(half, [2, 3, 5], 1, callback=seen.append, error_callback=lambda error: seen.append(("first error", str(error)))))
        results.append(pool.starmap_async(half, [(8,)], callback=seen.append))
        for result in results:
            result.wait()
        print([result.successful() for result in results])
        pool.close()
        pool.join()
    print(*seen, sep="\n")
