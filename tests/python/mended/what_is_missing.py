import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

if __name__ == "__main__":
    calls = {
        "Thread": lambda: threading.Thread(target=print).start(),
        "ThreadPool": lambda: ThreadPool(1),
        "ThreadPoolExecutor": lambda: ThreadPoolExecutor(1).submit(print),
        "Manager": multiprocessing.Manager,
        "Value": lambda: multiprocessing.Value("i", 1),
        "Array": lambda: multiprocessing.get_context("spawn").Array("i", 1),
        "Barrier": lambda: multiprocessing.Barrier(2),
        "fork": lambda: multiprocessing.get_context("fork"),
    }
    for name, call in calls.items():
        try:
            call()
        except (NotImplementedError, RuntimeError, ValueError) as error:
            print(name, type(error).__name__, error)
