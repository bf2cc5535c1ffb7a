from multiprocessing import Pool, active_children
import os

def pid(_):
    return os.getpid()

if __name__ == "__main__":
    seen = set()
    for _ in range(3):
        with Pool(1) as pool:
            seen |= set(pool.map(pid, range(3)))
        pool.join()
    print(len(seen), os.getpid() in seen, active_children())
    pool = Pool(2)
    print(str(pool).startswith("<multiprocessing.pool.Pool state=RUN pool_size=2>"))
    pool.close()
    pool.join()
    print(pool)
    pool.terminate()
    pool.join()
    try:
        with pool:
            pass
    except ValueError as error:
        print(error)
