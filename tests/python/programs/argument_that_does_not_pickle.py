from multiprocessing import Pool

def same(value):
    return value

if __name__ == "__main__":
    with Pool(1) as pool:
        try:
            pool.apply(same, (open(__file__),))
        except Exception as error:
            print(type(error).__name__, error)
        try:
            pool.map(same, [1, (n for n in "ab")])
        except Exception as error:
            print(type(error).__name__, error)
        print(pool.apply(same, (5,)))
