from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

def work(n):
    return n

try:
    with ProcessPoolExecutor(1) as executor:
        print(list(executor.map(work, [1])))
except BrokenProcessPool as error:
    print(error)
except RuntimeError as error:
    print("in the process:", " ".join(str(error).split())[:76], flush=True)
    raise
