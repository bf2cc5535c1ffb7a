import time
from multiprocessing import BrokenPoolError, Pool

if __name__ == "__main__":
    pool = Pool(1)
    one, many, stream = pool.apply_async(time.sleep, (1000,)), pool.map_async(abs, [-1]), pool.imap(abs, [-1])
    pool.terminate()
    for wait in (one.get, many.get, stream.next):
        try:
            wait()
        except BrokenPoolError as error:
            print(error)
