import os
from multiprocessing import BrokenPoolError, Pool

def die(n):
    os._exit(n)

if __name__ == "__main__":
    with Pool(1) as pool:
        lost = pool.apply_async(die, (3,))
        kept = pool.apply_async(abs, (-1,))
        try:
            lost.get()
        except BrokenPoolError as error:
            print(error)
        print(kept.get(), pool.map(abs, [-2]))
