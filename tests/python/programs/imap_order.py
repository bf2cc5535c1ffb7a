from multiprocessing import Pool
import time

def late(n):
    time.sleep(0.02 * (4 - n))
    return n

if __name__ == "__main__":
    with Pool(2) as pool:
        print(list(pool.imap(late, range(5))))
        print(sorted(pool.imap_unordered(late, range(5))))
        print(list(pool.imap(late, range(5), chunksize=2)))
        print(sorted(pool.imap_unordered(late, range(5), chunksize=2)))
