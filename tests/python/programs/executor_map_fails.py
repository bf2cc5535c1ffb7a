from concurrent.futures import ProcessPoolExecutor

def inverse(n):
    return 1 / n

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        found = executor.map(inverse, [1, 2, 0, 4])
        print(next(found), next(found))
        try:
            next(found)
        except ZeroDivisionError as error:
            print(error, type(error.__cause__).__name__)
        try:
            next(found)
        except StopIteration:
            print("no more")
        try:
            executor.map(inverse, [1], chunksize=0)
        except ValueError as error:
            print(error)
        print(list(executor.map(inverse, [])), list(executor.map(inverse, [1, 2, 4], chunksize=100)))
        print(list(executor.map(pow, [2, 3, 4], [2, 2])), list(executor.map(inverse, [1, 2], buffersize=1)))
