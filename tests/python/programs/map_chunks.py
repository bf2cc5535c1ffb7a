from multiprocessing import Pool

def square(n):
    return n * n

if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(square, range(10)))
        print(pool.map(square, range(7), chunksize=3))
        print(pool.map(square, (n for n in range(5)), 2))
        print(pool.map(square, []))
        print(pool.map_async(square, [4, 5]).get(30))
