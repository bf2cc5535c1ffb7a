from multiprocessing import Pool
import os

def where(n):
    return n, os.getpid()

if __name__ == "__main__":
    with Pool(2) as pool:
        for chunksize in (1, 2, 3, 9, 10, 11, 10**9, None):
            found = pool.map(where, range(10), chunksize)
            print(chunksize, [n for n, _ in found], len({pid for _, pid in found}) <= 2)
        whole = pool.map(where, range(10), 10)
        print(len({pid for _, pid in whole}))
        for call in (pool.map, pool.map_async):
            try:
                print(call(where, [], chunksize=0))
            except ValueError as error:
                print("refused", error)
            except AttributeError as error:
                print(error)
