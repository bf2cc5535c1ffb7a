from multiprocessing import Pool
import os

def who(_):
    return os.getpid()

if __name__ == "__main__":
    with Pool(1, maxtasksperchild=2) as pool:
        pids = pool.map(who, range(6), chunksize=1)
        print(len(set(pids)), [pids.count(pid) for pid in sorted(set(pids))])
