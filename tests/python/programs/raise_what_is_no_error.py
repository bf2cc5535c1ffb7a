from multiprocessing import Pool

def fail(what):
    raise what

if __name__ == "__main__":
    with Pool(1) as pool:
        for what in ("words", 5, ValueError):
            try:
                pool.apply(fail, (what,))
            except Exception as error:
                print(type(error).__name__, error)
