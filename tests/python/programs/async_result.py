from multiprocessing import Pool, TimeoutError
import time

def slow(n):
    time.sleep(0.3)
    return n

if __name__ == "__main__":
    with Pool(1) as pool:
        result = pool.apply_async(slow, (7,))
        print(result.ready())
        try:
            result.successful()
        except ValueError as error:
            print(type(error).__name__, str(error).endswith("not ready"))
        try:
            result.get(timeout=0.01)
        except TimeoutError as error:
            print(type(error).__module__, type(error).__name__, repr(str(error)))
        result.wait(0.01)
        print(result.ready())
        result.wait()
        print(result.ready(), result.successful(), result.get(), result.get(0))
