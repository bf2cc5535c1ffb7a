from multiprocessing import Pool, TimeoutError
import time

def late(n):
    time.sleep(0.3)
    return n

if __name__ == "__main__":
    with Pool(1) as pool:
        results = pool.imap(late, [1])
        try:
            results.next(timeout=0.01)
        except TimeoutError:
            print("not yet")
        print(results.next())
        try:
            results.next()
        except StopIteration as error:
            print("over", repr(error))
