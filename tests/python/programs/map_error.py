from multiprocessing import Pool

def inverse(n):
    return 1 / n

if __name__ == "__main__":
    with Pool(2) as pool:
        for call, items in ((pool.map, [2, 0, 1]), (pool.starmap, [(1,), (0,)])):
            try:
                call(inverse, items, 1)
            except ZeroDivisionError as error:
                print(error)
        print(pool.map(inverse, [1, 2]))
