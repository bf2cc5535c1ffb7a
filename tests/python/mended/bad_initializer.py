from multiprocessing import BrokenPoolError, Pool

def fail():
    raise LookupError("no settings")

if __name__ == "__main__":
    with Pool(1, initializer=fail) as pool:
        result = pool.apply_async(abs, (-1,))
        for wait in (result.get, lambda: pool.apply_async(abs, (-1,))):
            try:
                wait()
            except BrokenPoolError as error:
                print(error)
