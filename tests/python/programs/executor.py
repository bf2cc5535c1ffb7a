from concurrent.futures import ProcessPoolExecutor

def square(n):
    return n * n

def fail():
    raise ValueError("of a future")

if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=2) as executor:
        future = executor.submit(pow, 323, 2)
        print(future.result(), future.done(), future.exception())
        print(list(executor.map(square, range(6))), list(executor.map(pow, [2, 3], [4, 5], chunksize=2)))
        failed = executor.submit(fail)
        print(repr(failed.exception()))
        try:
            failed.result()
        except ValueError as error:
            print(error)
    try:
        executor.submit(square, 1)
    except RuntimeError as error:
        print(error)
