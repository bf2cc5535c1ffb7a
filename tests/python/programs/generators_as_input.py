from multiprocessing import Pool

def count(n):
    for i in range(n):
        yield i

def double(n):
    return 2 * n

def add(a, b):
    return a + b

if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(double, count(7)), pool.map(double, (n for n in "ab")), pool.map(double, {1: "x", 2: "y"}))
        print(pool.starmap(add, ((n, n) for n in range(3))), pool.starmap(add, zip("ab", "cd")))
        print(list(pool.imap(double, count(3))), sorted(pool.imap_unordered(double, count(4), 3)))
        print(pool.map(double, []), list(pool.imap(double, [])), pool.starmap(add, iter(())))
        for bad in (5, None):
            try:
                pool.map(double, bad)
            except TypeError as error:
                print(error)
        try:
            pool.starmap(add, [1, 2])
        except TypeError as error:
            print(error)
