from concurrent.futures import ALL_COMPLETED, FIRST_EXCEPTION, ProcessPoolExecutor, TimeoutError, as_completed, wait
import time

def late(seconds):
    time.sleep(seconds)
    return seconds

def fail(seconds):
    time.sleep(seconds)
    raise LookupError(seconds)

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        print(executor.submit(late, 0).result(), executor.submit(late, 0).result())
        slow = [executor.submit(late, 0), executor.submit(late, 1)]
        seen = []
        try:
            for future in as_completed(slow, timeout=0.5):
                seen.append(future.result())
        except TimeoutError as error:
            print(seen, type(error) is __builtins__.TimeoutError, error)
        try:
            print(list(executor.map(late, [1, 0], timeout=0.1)))
        except TimeoutError as error:
            print(repr(error))
        done, left = wait([executor.submit(fail, 0), executor.submit(late, 1)], return_when=FIRST_EXCEPTION)
        print([repr(future.exception()) for future in done], len(left))
        done, left = wait(left, return_when=ALL_COMPLETED)
        print(len(done), len(left))
