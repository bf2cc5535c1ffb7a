from multiprocessing import Pool

def same(n):
    return n

def numbers():
    yield 1
    yield 2
    raise LookupError("no more numbers")

if __name__ == "__main__":
    with Pool(1) as pool:
        results = pool.imap(same, numbers())
        print(next(results), next(results))
        try:
            next(results)
        except LookupError as error:
            print(type(error).__name__, error)
        try:
            pool.map(same, numbers())
        except LookupError as error:
            print(type(error).__name__, error)
