import random
from multiprocessing import Pool

drawn = random.random()

def first(_):
    return drawn

if __name__ == "__main__":
    with Pool(1, maxtasksperchild=1) as pool:
        print(len({drawn, *pool.map(first, range(3), 1)}))
