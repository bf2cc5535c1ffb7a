from concurrent.futures import CancelledError, ProcessPoolExecutor
import time

if __name__ == "__main__":
    executor = ProcessPoolExecutor(1)
    futures = [executor.submit(time.sleep, 0.3) for _ in range(8)]
    while not futures[0].running():
        time.sleep(0.01)
    print(futures[0].cancel(), futures[7].cancel(), futures[7].cancelled())
    executor.shutdown(wait=True, cancel_futures=True)
    # One task runs, and up to two are in the queue of the processes already.
    states = [future.cancelled() for future in futures]
    print(states == sorted(states), states[0], states[4:])
    try:
        futures[7].result()
    except CancelledError as error:
        print(repr(error))
    try:
        executor.submit(abs, 1)
    except RuntimeError as error:
        print(error)
