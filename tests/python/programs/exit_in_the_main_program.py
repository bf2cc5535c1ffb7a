import sys
from multiprocessing import Pool

if __name__ == "__main__":
    pool = Pool(1)
    print(pool.apply(abs, (-4,)))
    sys.exit(3)
