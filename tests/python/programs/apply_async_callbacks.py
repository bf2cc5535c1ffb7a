from multiprocessing import Pool

def half(n):
    if n % 2:
        raise ValueError(f"{n} is odd")
    return n // 2

if __name__ == "__main__":
    good, bad = [], []
    pool = Pool(2)
    for n in range(6):
        pool.apply_async(half, (n,), callback=good.append, error_callback=bad.append)
    pool.close()
    pool.join()
    print(sorted(good), sorted(str(error) for error in bad))
