from multiprocessing import Pool

def power(base, exponent):
    return base**exponent

if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.starmap(power, [(2, 3), (3, 2), (10, 0)]))
        print(pool.starmap_async(power, [(2, 10)], chunksize=1).get())
        print(pool.starmap(pow, [(2, 5, 3)]))
