from concurrent.futures import ProcessPoolExecutor, as_completed, wait, FIRST_COMPLETED, TimeoutError
import time

def late(seconds):
    time.sleep(seconds)
    return seconds

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        futures = {executor.submit(late, seconds): seconds for seconds in (0.1, 0.2)}
        print(sorted(future.result() for future in as_completed(futures)))
        slow = executor.submit(late, 0.3)
        try:
            slow.result(timeout=0.01)
        except TimeoutError as error:
            print(type(error).__name__)
        done, left = wait([slow], timeout=60, return_when=FIRST_COMPLETED)
        print(len(done), len(left), slow.result())
        called = []
        last = executor.submit(late, 0)
        last.add_done_callback(lambda future: called.append(future.result()))
        last.result()
    print(called)
