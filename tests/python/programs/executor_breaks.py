from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
import os

def die():
    os._exit(1)

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        future = executor.submit(die)
        try:
            future.result()
        except BrokenProcessPool as error:
            print(error)
        try:
            executor.submit(abs, 1)
        except BrokenProcessPool as error:
            print(error)
