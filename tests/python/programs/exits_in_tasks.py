import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool

def leave(code):
    sys.exit(code)

def interrupt():
    raise KeyboardInterrupt("by the task")

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        for code in (3, "words", None):
            error = executor.submit(leave, code).exception()
            print(type(error).__name__, error.code)
        error = executor.submit(interrupt).exception()
        print(repr(error))
        print(executor.submit(abs, -1).result())
